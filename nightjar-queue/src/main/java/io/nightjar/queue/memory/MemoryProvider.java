// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import io.nightjar.queue.Codec;
import io.nightjar.queue.NoSuchQueueException;
import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.spi.ObjectProvider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/** Queues {@code memory:name}: one for each name, as long as it has handles. */
public final class MemoryProvider implements ObjectProvider {
  /** A queue and the number of its handles. */
  private static final class Named {
    final MemoryQueue queue;
    int handles;

    Named(MemoryQueue queue) {
      this.queue = queue;
    }
  }

  private static final ReentrantLock LOCK = new ReentrantLock();

  /** Belongs to the lock. */
  private static final Map<String, Named> QUEUES = new HashMap<>();

  /** For {@link java.util.ServiceLoader}. */
  public MemoryProvider() {}

  @Override
  public List<String> schemes() {
    return List.of("memory");
  }

  @Override
  public String form() {
    return "memory:name";
  }

  @Override
  public <T> WorkQueue<T> open(QueueAddress address, QueueSettings settings, Codec<T> codec) {
    if (address.rest().isEmpty() && !settings.isExisting()) {
      MemoryQueue queue = new MemoryQueue(address.toString(), settings, Clock.system());
      return new MemoryHandle<>(queue, settings, queue::discard);
    }
    LOCK.lock();
    try {
      Named named = QUEUES.get(address.rest());
      if (named == null && settings.isExisting()) {
        throw new NoSuchQueueException(address, null);
      } else if (named == null) {
        named = new Named(new MemoryQueue(address.toString(), settings, Clock.system()));
        QUEUES.put(address.rest(), named);
      }
      QueueSettings joined = settings.joining(address, named.queue.settings);
      named.handles++;
      Named opened = named;
      AtomicBoolean once = new AtomicBoolean();
      return new MemoryHandle<>(
          named.queue,
          joined,
          () -> {
            if (once.compareAndSet(false, true)) {
              closed(address.rest(), opened);
            }
          });
    } finally {
      LOCK.unlock();
    }
  }

  private static void closed(String name, Named named) {
    LOCK.lock();
    try {
      if (--named.handles == 0) {
        QUEUES.remove(name);
        named.queue.discard();
      }
    } finally {
      LOCK.unlock();
    }
  }
}
