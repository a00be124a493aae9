// SPDX-License-Identifier: Apache-2.0
/** Work queues beside those of {@code java.util.concurrent}. */
@NullMarked
package io.nightjar.benchmarks.queue;

import org.jspecify.annotations.NullMarked;
