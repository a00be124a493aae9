// SPDX-License-Identifier: Apache-2.0
/**
 * Nightjar as a peer of the measuring harness, which gives several libraries the same work in turn.
 * One process is one side of a measurement; it prints one line of JSON.
 */
@NullMarked
package io.nightjar.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
