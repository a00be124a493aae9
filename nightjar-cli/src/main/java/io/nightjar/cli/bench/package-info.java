// SPDX-License-Identifier: Apache-2.0
/** Measures throughput and round trips between two processes. */
@NullMarked
package io.nightjar.cli.bench;

import org.jspecify.annotations.NullMarked;
