// SPDX-License-Identifier: Apache-2.0
/**
 * What a kind of queue implements. A kind that stores bytes implements {@link
 * io.nightjar.queue.spi.QueueStore} and is given the user's side; one that keeps objects implements
 * {@link io.nightjar.queue.WorkQueue}. This package knows the API and no kind of queue.
 */
@NullMarked
package io.nightjar.queue.spi;

import org.jspecify.annotations.NullMarked;
