// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import io.nightjar.queue.Codec;
import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueFactory;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.WorkQueue;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The queues of a server by their names: one that is given, or any that clients ask for. */
final class ServedQueues {
  private static final int MOST = 1000;

  private final String only;
  private final @Nullable String template;
  private final boolean owned;

  /** Guards the maps; held while a queue is opened. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<String, ServedQueue> queues = new HashMap<>();
  private final Map<String, ServedQueue> dead = new HashMap<>();

  /** One queue; the name may be empty. */
  ServedQueues(String name, WorkQueue<byte[]> queue, boolean owned) {
    this.only = name;
    this.template = null;
    this.owned = owned;
    queues.put(name, new ServedQueue(queue, false));
  }

  /** Any number of them, at addresses that are made by putting the name into a template. */
  ServedQueues(String template) {
    this.only = "";
    this.template = template;
    this.owned = true;
  }

  /** The queue of a name, with {@link Protocol#DEAD} its dead letters. */
  ServedQueue find(String name) {
    if (!name.endsWith(Protocol.DEAD)) {
      return open(name, QueueSettings.NONE_GIVEN);
    }
    String base = name.substring(0, name.length() - Protocol.DEAD.length());
    ServedQueue queue = open(base, QueueSettings.NONE_GIVEN);
    lock.lock();
    try {
      return dead.computeIfAbsent(base, key -> new ServedQueue(queue.queue().deadLetters(), true));
    } finally {
      lock.unlock();
    }
  }

  /** The queue of a name, which has the settings or is made with them. */
  ServedQueue open(String name, QueueSettings settings) {
    lock.lock();
    try {
      ServedQueue queue = queues.get(name);
      if (queue == null) {
        queue = make(name, settings);
        queues.put(name, queue);
      }
      settings.joining(QueueAddress.of(queue.queue().address()), queue.queue().settings());
      return queue;
    } finally {
      lock.unlock();
    }
  }

  private ServedQueue make(String name, QueueSettings settings) {
    if (template == null) {
      throw new RefusedException(
          Fault.UNKNOWN,
          "there is no queue "
              + (name.isEmpty() ? "without a name" : "\"" + name + "\"")
              + " here; there is "
              + (only.isEmpty() ? "one without a name" : "\"" + only + "\""));
    }
    if (!SocketAddress.isName(name)) {
      throw new RefusedException(
          Fault.UNKNOWN, "\"" + name + "\" is no name of a queue: " + SocketAddress.rule());
    }
    if (queues.size() >= MOST) {
      throw new RefusedException(
          Fault.BUSY, "this server has " + MOST + " queues already and makes no more");
    }
    QueueAddress address = QueueAddress.of(template.replace(QueueServer.NAME, name));
    QueueFactory factory =
        ServiceLoader.load(QueueFactory.class, QueueFactory.class.getClassLoader())
            .findFirst()
            .orElseThrow();
    return new ServedQueue(factory.open(address, settings, Codec.bytes()), false);
  }

  /** Closes what this server opened. */
  void close() {
    lock.lock();
    try {
      if (owned) {
        queues.values().forEach(queue -> queue.queue().close());
      }
    } finally {
      lock.unlock();
    }
  }
}
