// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.spi;

import io.nightjar.queue.Codec;
import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.WorkQueue;

/** A kind of queue that keeps objects, and so makes the user's side itself. */
public non-sealed interface ObjectProvider extends QueueProvider {
  /** Opens a queue, or makes it; the contract is that of {@link StoreProvider#open}. */
  <T> WorkQueue<T> open(QueueAddress address, QueueSettings settings, Codec<T> codec);
}
