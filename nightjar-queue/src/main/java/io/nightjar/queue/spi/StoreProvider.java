// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.spi;

import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueSettings;

/** A kind of queue that stores bytes. */
public non-sealed interface StoreProvider extends QueueProvider {
  /**
   * Opens a store, or makes it unless {@link QueueSettings#isExisting}. What {@link #lacks} and
   * {@link #options} refuse has been refused.
   *
   * @throws io.nightjar.queue.NoSuchQueueException if there is none and none is to be made
   * @throws io.nightjar.queue.QueueSettingsException if it exists with other settings; see {@link
   *     QueueSettings#joining}
   * @throws io.nightjar.queue.QueueUnavailableException if it cannot be reached
   * @throws io.nightjar.queue.QueueDamagedException if what is there is no queue
   * @throws IllegalArgumentException if the rest of the address makes no sense
   */
  QueueStore open(QueueAddress address, QueueSettings settings);
}
