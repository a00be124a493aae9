// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import java.util.ServiceLoader;

/** Finds what opens queues. */
final class Factories {
  private Factories() {}

  static QueueFactory first() {
    return ServiceLoader.load(QueueFactory.class, QueueFactory.class.getClassLoader())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no queues in nightjar-queue: broken build"));
  }
}
