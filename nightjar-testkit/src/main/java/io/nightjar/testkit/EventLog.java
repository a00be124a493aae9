// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit;

import io.nightjar.Socket;
import io.nightjar.SocketEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The events of a socket, to be waited for. Any thread. */
public final class EventLog implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final List<SocketEvent> events = new ArrayList<>();
  private final Socket.Monitor monitor;

  private EventLog(Socket socket) {
    this.monitor = socket.monitor(this::add);
  }

  /** Starts to note the events of a socket. */
  public static EventLog of(Socket socket) {
    return new EventLog(socket);
  }

  private synchronized void add(SocketEvent event) {
    events.add(event);
    notifyAll();
  }

  /** Waits for the first event of a kind. */
  public <E extends SocketEvent> E await(Class<E> kind) {
    return kind.cast(await(kind.getSimpleName(), kind::isInstance, 1));
  }

  /** Waits until there were so many events of a kind; gives the last of them. */
  public <E extends SocketEvent> E await(Class<E> kind, int count) {
    return kind.cast(await(count + " × " + kind.getSimpleName(), kind::isInstance, count));
  }

  private synchronized SocketEvent await(String what, Predicate<SocketEvent> wanted, int count) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      int found = 0;
      for (SocketEvent event : events) {
        if (wanted.test(event) && ++found == count) {
          return event;
        }
      }
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        throw new AssertionError("no " + what + " within " + PATIENCE + ", but " + events);
      }
      try {
        wait(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for " + what, e);
      }
    }
  }

  /** How many events of a kind there were so far. */
  public synchronized long count(Class<? extends SocketEvent> kind) {
    return events.stream().filter(kind::isInstance).count();
  }

  /** All events so far. */
  public synchronized List<SocketEvent> all() {
    return List.copyOf(events);
  }

  @Override
  public void close() {
    monitor.close();
  }
}
