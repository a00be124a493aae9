// SPDX-License-Identifier: Apache-2.0
/**
 * The user's side of queues that store bytes, and the search for kinds of queues. It knows the API
 * and what kinds of queues implement, and no kind of queue.
 */
@NullMarked
package io.nightjar.queue.front;

import org.jspecify.annotations.NullMarked;
