// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Waits for any of several sockets: one thread, many sockets.
 *
 * <pre>{@code
 * Poller poller = context.poller();
 * poller.add(tasks, Poller.Interest.RECEIVE);
 * poller.add(control, Poller.Interest.RECEIVE);
 * while (true) {
 *   for (Poller.Ready ready : poller.poll(Duration.ofSeconds(1))) { ... }
 * }
 * }</pre>
 *
 * <p>Level-triggered: what is ready stays ready until it is used. Sockets may be added and removed
 * by any thread; only one thread at a time may poll.
 */
public final class Poller implements AutoCloseable {
  /** What to wait for. */
  public enum Interest {
    /** A message can be received. */
    RECEIVE,
    /** A message can be sent. */
    SEND,
    /** Either of them. */
    BOTH
  }

  /**
   * A socket that is ready.
   *
   * @param socket which
   * @param readable whether a receive would find a message; false if not asked for
   * @param writable whether a send would find room; false if not asked for
   */
  public record Ready(Socket socket, boolean readable, boolean writable) {}

  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

  private record Entry(Interest interest, Socket.Hook hook) {}

  private final Object lock = new Object();
  private final Map<Socket, Entry> entries = new LinkedHashMap<>();
  private final Semaphore changes = new Semaphore(0);
  private volatile boolean closed;

  /** Makes an empty poller. */
  public Poller() {}

  /**
   * Adds a socket, or changes what it is waited for.
   *
   * @throws ClosedException if the poller is closed
   */
  public Poller add(Socket socket, Interest interest) {
    Objects.requireNonNull(socket, "socket");
    Objects.requireNonNull(interest, "interest");
    synchronized (lock) {
      checkOpen();
      Entry old = entries.get(socket);
      Socket.Hook hook = old != null ? old.hook() : socket.onReadiness(changes::release);
      entries.put(socket, new Entry(interest, hook));
    }
    changes.release();
    return this;
  }

  /** Removes a socket; without effect if it is not here. */
  public Poller remove(Socket socket) {
    Entry old;
    synchronized (lock) {
      old = entries.remove(socket);
    }
    if (old != null) {
      old.hook().close();
    }
    return this;
  }

  /** The number of sockets. */
  public int size() {
    synchronized (lock) {
      return entries.size();
    }
  }

  /**
   * Waits until a socket is ready. A closed socket counts as ready for what it is waited for, so
   * that its user notices.
   *
   * @param timeout the longest wait; nought looks once, below nought waits for ever
   * @return what is ready, empty if nothing was in time
   * @throws ClosedException if the poller is closed, before or while waiting
   * @throws InterruptedException if the calling thread is interrupted
   */
  public List<Ready> poll(Duration timeout) throws InterruptedException {
    boolean forever = timeout.isNegative();
    long deadline = System.nanoTime() + (forever ? 0 : nanos(timeout));
    while (true) {
      changes.drainPermits();
      checkOpen();
      List<Ready> ready = look();
      if (!ready.isEmpty()) {
        return ready;
      }
      if (forever) {
        changes.acquire();
      } else {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return ready;
        }
        changes.tryAcquire(left, TimeUnit.NANOSECONDS);
      }
    }
  }

  /** Nanoseconds; at most what can be added to the clock, which is some 73 years. */
  private static long nanos(Duration timeout) {
    return timeout.compareTo(LONGEST) < 0 ? timeout.toNanos() : LONGEST.toNanos();
  }

  private void checkOpen() {
    if (closed) {
      throw ClosedException.poller("this poller was closed: make another one");
    }
  }

  private List<Ready> look() {
    List<Map.Entry<Socket, Entry>> now;
    synchronized (lock) {
      now = new ArrayList<>(entries.entrySet());
    }
    List<Ready> ready = new ArrayList<>();
    for (Map.Entry<Socket, Entry> entry : now) {
      Socket socket = entry.getKey();
      Interest interest = entry.getValue().interest();
      boolean ended = socket.isClosed();
      boolean readable = interest != Interest.SEND && (ended || socket.isReadable());
      boolean writable = interest != Interest.RECEIVE && (ended || socket.isWritable());
      if (readable || writable) {
        ready.add(new Ready(socket, readable, writable));
      }
    }
    return ready;
  }

  /** Removes all sockets, which stay open, and ends a poll that waits. */
  @Override
  public void close() {
    List<Entry> old;
    synchronized (lock) {
      closed = true;
      old = List.copyOf(entries.values());
      entries.clear();
    }
    old.forEach(entry -> entry.hook().close());
    changes.release();
  }
}
