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
  static final long TICK_NANOS = 50_000;
  private static final long LATE_NANOS = 4 * TICK_NANOS;

  /** A thread that sends no more messages in a tick is better off without this one. */
  static final long FEW = 4;

  private final Thread thread;
  private final Object lock = new Object();
  private final Set<StreamWriter> over = new HashSet<>();
  // Changed under the lock.
  private volatile StreamWriter[] streaming = {};
  private boolean started;
  private volatile boolean stopped;

  Flusher(String name) {
    thread = new Thread(this, name);
    thread.setDaemon(true);
  }

  /** From now on this connection is looked at in every tick, until its tick says no. */
  void add(StreamWriter writer) {
    synchronized (lock) {
      if (stopped) {
        return;
      }
      streaming = Arrays.copyOf(streaming, streaming.length + 1);
      streaming[streaming.length - 1] = writer;
      if (!started) {
        started = true;
        thread.start();
      }
    }
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    long last = System.nanoTime();
    for (long pass = 1; !stopped; pass++) {
      StreamWriter[] now = streaming;
      if (now.length == 0) {
        LockSupport.park(this);
        last = System.nanoTime();
        continue;
      }
      long time = System.nanoTime();
      long elapsed = time - last;
      last = time;
      for (StreamWriter writer : now) {
        writer.tick(pass, elapsed > LATE_NANOS);
      }
      long few = Math.max(FEW, FEW * elapsed / TICK_NANOS);
      for (StreamWriter writer : now) {
        if (writer.isOver(pass, few)) {
          over.add(writer);
        }
      }
      removeOver();
      LockSupport.parkNanos(this, TICK_NANOS);
    }
  }

  private void removeOver() {
    if (!over.isEmpty()) {
      synchronized (lock) {
        List<StreamWriter> rest = new ArrayList<>(streaming.length);
        for (StreamWriter writer : streaming) {
          // Once for each: one that streams again already is on the list a second time.
          if (!over.remove(writer)) {
            rest.add(writer);
          }
        }
        streaming = rest.toArray(new StreamWriter[0]);
      }
      over.clear();
    }
  }

  void stop() {
    synchronized (lock) {
      stopped = true;
      streaming = new StreamWriter[0];
    }
    LockSupport.unpark(thread);
  }
}
