// SPDX-License-Identifier: Apache-2.0
/**
 * Measures queues in files: what they are stored in, what they do in a second, how soon a put wakes
 * a consumer of another process.
 */
@NullMarked
package io.nightjar.benchmarks.queue.file;

import org.jspecify.annotations.NullMarked;
