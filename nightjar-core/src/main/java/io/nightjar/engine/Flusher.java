// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Bounds how long a message of a stream of sends waits in memory for others to be written with it.
 * Its thread sleeps while no connection streams.
 */
final class Flusher implements Runnable {
  /** A connection whose messages wait. */
  interface Stream {
    /**
     * Writes what waits for long.
     *
     * @param pass the number of this pass over all streams
     * @param late whether the last pass was so long ago that nothing may wait any more
     */
    void tick(long pass, boolean late);

    /**
     * Whether the stream is over, after a pass.
     *
     * @param pass the number of the pass
     * @param few a stream of no more messages in a pass is better written at once
     */
    boolean isOver(long pass, long few);

    /** Looking at it threw something: it ends, and does not take the others with it. */
    void broken(Throwable cause);
  }

  static final long TICK_NANOS = 50_000;
  private static final long LATE_NANOS = 4 * TICK_NANOS;

  /** A thread that sends no more messages in a tick is better off without this one. */
  static final long FEW = 4;

  private final Thread thread;
  private final Object lock = new Object();
  private final Set<Stream> over = new HashSet<>();
  // Changed under the lock.
  private volatile Stream[] streaming = {};
  private boolean started;
  // The thread's own.
  private long number;
  private long last;
  private volatile boolean stopped;

  Flusher(String name) {
    thread = new Thread(this, name);
    thread.setDaemon(true);
  }

  /** From now on this stream is looked at in every pass, until it is over. */
  void add(Stream stream) {
    synchronized (lock) {
      if (stopped) {
        return;
      }
      // Whole before it is published: the thread reads it without the lock.
      Stream[] more = Arrays.copyOf(streaming, streaming.length + 1);
      more[streaming.length] = stream;
      streaming = more;
      if (!started) {
        started = true;
        thread.start();
      }
    }
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    last = System.nanoTime();
    while (!stopped) {
      turnSafely();
    }
  }

  /** Whatever is thrown, there is another turn: streams would lie still without this thread. */
  @SuppressWarnings({"finally", "Finally"}) // unlike a catch clause it needs no memory
  private void turnSafely() {
    try {
      turn();
    } finally {
      return;
    }
  }

  private void turn() {
    Stream[] now = streaming;
    if (now.length == 0) {
      LockSupport.park(this);
      last = System.nanoTime();
      return;
    }
    long time = System.nanoTime();
    long elapsed = time - last;
    last = time;
    number++;
    try {
      pass(now, number, elapsed);
      removeOver();
    } finally {
      LockSupport.parkNanos(this, TICK_NANOS);
    }
  }

  private void pass(Stream[] streams, long pass, long elapsed) {
    for (Stream stream : streams) {
      try {
        stream.tick(pass, elapsed > LATE_NANOS);
      } catch (RuntimeException | Error e) {
        stream.broken(e);
      }
    }
    long few = Math.max(FEW, FEW * elapsed / TICK_NANOS);
    for (Stream stream : streams) {
      try {
        if (stream.isOver(pass, few)) {
          over.add(stream);
        }
      } catch (RuntimeException | Error e) {
        stream.broken(e);
      }
    }
  }

  private void removeOver() {
    if (!over.isEmpty()) {
      synchronized (lock) {
        List<Stream> rest = new ArrayList<>(streaming.length);
        for (Stream stream : streaming) {
          // Once for each: one that streams again already is on the list a second time.
          if (!over.remove(stream)) {
            rest.add(stream);
          }
        }
        streaming = rest.toArray(new Stream[0]);
      }
      over.clear();
    }
  }

  void stop() {
    synchronized (lock) {
      stopped = true;
      streaming = new Stream[0];
    }
    LockSupport.unpark(thread);
  }
}
