// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.limited;

import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueFeature;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.reference.ReferenceProvider;
import io.nightjar.queue.spi.QueueStore;
import io.nightjar.queue.spi.StoreProvider;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Queues {@code limited:name}, FIFO only. */
public final class LimitedProvider implements StoreProvider {
  @Override
  public List<String> schemes() {
    return List.of("limited");
  }

  @Override
  public String form() {
    return "limited:name";
  }

  @Override
  public Map<QueueFeature, String> lacks() {
    Map<QueueFeature, String> lacks = new EnumMap<>(QueueFeature.class);
    for (QueueFeature feature : QueueFeature.values()) {
      lacks.put(feature, "memory: queues can");
    }
    return lacks;
  }

  @Override
  public QueueStore open(QueueAddress address, QueueSettings settings) {
    return new ReferenceProvider().open(address, settings);
  }
}
