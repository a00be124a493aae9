// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.spi;

import io.nightjar.queue.QueueFeature;
import io.nightjar.queue.QueueOption;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A kind of queue, found with {@link java.util.ServiceLoader}. Its class must load without the
 * library that the kind needs; see {@link Library}.
 */
public sealed interface QueueProvider permits ObjectProvider, StoreProvider {
  /** The schemes of its addresses. */
  List<String> schemes();

  /** The form of its addresses, for an error text: {@code file:/path}. */
  String form();

  /**
   * What it cannot do, each with what to use instead, as the end of a sentence: {@code "file: and
   * memory: queues can"}. Opening a queue that needs it is refused, and so is calling for it.
   */
  default Map<QueueFeature, String> lacks() {
    return Map.of();
  }

  /** The options that it reads; others are refused when a queue is opened. */
  default Set<QueueOption<?>> options() {
    return Set.of();
  }
}
