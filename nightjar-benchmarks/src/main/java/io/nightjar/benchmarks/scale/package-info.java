// SPDX-License-Identifier: Apache-2.0
/**
 * How Nightjar's cost grows with connections, subscriptions and threads, and what waiting and a
 * cold start cost. One process measures one point and prints one line of JSON; it starts the far
 * side itself where the two must not share a heap.
 */
@NullMarked
package io.nightjar.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
