// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Bounds how long a message of a stream of sends waits in memory for others to be written with it.
 * Its thread sleeps while no connection streams, and rests while no stream moves.
 */
final class Flusher implements Runnable {
  /** A connection whose messages wait. */
  interface Stream {
    /**
     * Writes what waits for long.
     *
     * @param pass the number of this pass over all streams
     * @param ticks how many times {@link #TICK_NANOS} ago the last one was, at least 1
     */
    void tick(long pass, long ticks);

    /** Whether nothing was sent between the last two passes, and nothing waits. */
    boolean isQuiet();

    /** Whether its sender fills whole writes, and so writes by itself before a pass would. */
    boolean isFast();

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

  /** When the last pass was so many ticks ago, nothing may wait any more. */
  static final long LATE_TICKS = 4;

  /** Beside senders that write by themselves each look takes a core away from them. */
  private static final long FAST_NANOS = 3 * TICK_NANOS;

  private static final long REST_NANOS = 1_000_000;

  /** A rest of several is longer than the one before, up to so many times the first. */
  private static final int MOST_REST = 16;

  /** A thread that sends no more messages in a tick is better off without this one. */
  static final long FEW = 4;

  private final Thread thread;
  private final long restNanos;
  private final AtomicBoolean resting = new AtomicBoolean();
  private final Object lock = new Object();
  // Guarded by the lock.
  private final List<Stream> added = new ArrayList<>();
  private boolean started;
  // Changed under the lock.
  private volatile boolean hasAdded;
  // The thread's own.
  private final List<Stream> streams = new ArrayList<>();
  private volatile boolean idle = true;
  private long number;
  private long last;
  private boolean fast;
  private long fastNanos; // by which the last pass was put off
  private int rest = 1;
  private volatile boolean stopped;

  Flusher(String name) {
    this(name, REST_NANOS);
  }

  Flusher(String name, long restNanos) {
    this.restNanos = restNanos;
    thread = new Thread(this, name);
    thread.setDaemon(true);
  }

  /** From now on this stream is looked at in every pass, until it is over. */
  void add(Stream stream) {
    synchronized (lock) {
      if (stopped) {
        return;
      }
      if (!started) {
        thread.start();
        started = true;
      }
      added.add(stream);
      if (hasAdded) {
        return; // it was woken, and has not looked yet
      }
      hasAdded = true;
    }
    resting.set(false);
    LockSupport.unpark(thread);
  }

  /** A stream got a message. Every message asks, so this is no more than a look. */
  void sent() {
    if (resting.get() && resting.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    }
  }

  /** Whether its thread sleeps, or wakes no more than now and then. */
  boolean isResting() {
    return !hasAdded && (idle || resting.get());
  }

  @Override
  public void run() {
    last = System.nanoTime();
    while (!stopped) {
      turnSafely();
    }
    streams.clear();
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
    if (hasAdded) {
      takeAdded();
    }
    idle = streams.isEmpty();
    if (idle) {
      if (!hasAdded) {
        LockSupport.park(this);
      }
      last = System.nanoTime();
      return;
    }
    long time = System.nanoTime();
    long elapsed = time - last;
    last = time;
    number++;
    boolean quiet = false;
    try {
      quiet = pass(number, elapsed);
      removeOver(number, elapsed);
    } finally {
      rest(quiet);
    }
  }

  private void takeAdded() {
    boolean taken = false;
    try {
      synchronized (lock) {
        streams.addAll(added);
        added.clear();
        idle = false;
        hasAdded = false;
        taken = true;
      }
    } finally {
      if (!taken) {
        // There was no memory for it, and may be at the next turn.
        LockSupport.parkNanos(this, TICK_NANOS);
      }
    }
  }

  /**
   * A sender that does not see yet that this thread rests wakes nobody. So it first says so and
   * looks once more after a tick, by which time every sender has seen it: a fence for each message
   * would cost more.
   */
  private void rest(boolean quiet) {
    if (quiet && resting.get()) {
      LockSupport.parkNanos(this, restNanos * rest);
      rest = Math.min(MOST_REST, rest * 2);
    } else {
      rest = 1;
      if (resting.get() != quiet) {
        resting.set(quiet);
      }
      fastNanos = fast ? FAST_NANOS - TICK_NANOS : 0;
      LockSupport.parkNanos(this, TICK_NANOS + fastNanos);
    }
  }

  /** Looks at all streams; true if none of them moved. */
  private boolean pass(long pass, long elapsed) {
    boolean quiet = true;
    boolean allFast = true;
    long ticks = Math.max(1, (elapsed - fastNanos) / TICK_NANOS);
    // Without iterators: one for each pass would be garbage.
    for (int i = 0; i < streams.size(); i++) {
      Stream stream = streams.get(i);
      try {
        stream.tick(pass, ticks);
        quiet &= stream.isQuiet();
        allFast &= stream.isQuiet() || stream.isFast();
      } catch (RuntimeException | Error e) {
        quiet = false;
        stream.broken(e);
      }
    }
    fast = allFast && !quiet;
    return quiet;
  }

  /**
   * Takes out those that are over; one that streams again already is on the list of those added.
   */
  private void removeOver(long pass, long elapsed) {
    long few = Math.max(FEW, FEW * elapsed / TICK_NANOS);
    int kept = 0;
    int looked = 0;
    try {
      for (; looked < streams.size(); looked++) {
        Stream stream = streams.get(looked);
        if (!isOver(stream, pass, few)) {
          streams.set(kept++, stream);
        }
      }
    } finally {
      while (looked < streams.size()) {
        streams.set(kept++, streams.get(looked++));
      }
      while (streams.size() > kept) {
        streams.remove(streams.size() - 1);
      }
    }
  }

  private static boolean isOver(Stream stream, long pass, long few) {
    try {
      return stream.isOver(pass, few);
    } catch (RuntimeException | Error e) {
      stream.broken(e);
      return false;
    }
  }

  void stop() {
    synchronized (lock) {
      stopped = true;
      added.clear();
    }
    LockSupport.unpark(thread);
  }
}
