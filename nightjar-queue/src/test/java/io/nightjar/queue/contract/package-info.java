// SPDX-License-Identifier: Apache-2.0
/**
 * What every kind of queue promises, as tests. A kind extends {@link
 * io.nightjar.queue.contract.QueueContract} once for each order.
 */
@NullMarked
package io.nightjar.queue.contract;

import org.jspecify.annotations.NullMarked;
