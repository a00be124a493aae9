// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.reference;

import io.nightjar.queue.NoSuchQueueException;
import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.spi.QueueStore;
import io.nightjar.queue.spi.StoreProvider;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Queues {@code reference:name}, which stay until the JVM ends. */
public final class ReferenceProvider implements StoreProvider {
  private static final Map<QueueAddress, ReferenceQueue> QUEUES = new ConcurrentHashMap<>();

  @Override
  public List<String> schemes() {
    return List.of("reference");
  }

  @Override
  public String form() {
    return "reference:name";
  }

  @Override
  public QueueStore open(QueueAddress address, QueueSettings settings) {
    if (settings.isExisting() && !QUEUES.containsKey(address)) {
      throw new NoSuchQueueException(address, null);
    }
    ReferenceQueue queue =
        QUEUES.computeIfAbsent(address, missing -> new ReferenceQueue(address, settings));
    return new ReferenceStore(queue, settings.joining(address, queue.settings));
  }
}
