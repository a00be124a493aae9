// SPDX-License-Identifier: Apache-2.0
/**
 * Work queues: one interface from two threads to a broker. {@link io.nightjar.queue.WorkQueue} is
 * the beginning. It does not know the kinds of queues that exist.
 */
@NullMarked
package io.nightjar.queue;

import org.jspecify.annotations.NullMarked;
