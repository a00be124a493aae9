// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

/** Opens queues; how the API finds those that exist without knowing them. Not for applications. */
public interface QueueFactory {
  /** Opens a handle. */
  <T> WorkQueue<T> open(QueueAddress address, QueueSettings settings, Codec<T> codec);
}
