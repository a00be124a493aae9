// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Bounds how long a message of a stream of sends waits in memory for others to be written with it.
 * Its thread sleeps while no connection streams.
 */
final class Flusher implements Runnable {
  private static final long TICK_NANOS = 50_000;

  private final Thread thread;
  private final Object lock = new Object();
  // Guarded by the lock.
  private final List<StreamWriter> streaming = new ArrayList<>();
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
      streaming.add(writer);
      if (!started) {
        started = true;
        thread.start();
      }
    }
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    while (!stopped) {
      List<StreamWriter> now;
      synchronized (lock) {
        now = List.copyOf(streaming);
      }
      if (now.isEmpty()) {
        LockSupport.park(this);
        continue;
      }
      for (StreamWriter writer : now) {
        if (!writer.tick()) {
          synchronized (lock) {
            streaming.remove(writer);
          }
        }
      }
      LockSupport.parkNanos(this, TICK_NANOS);
    }
  }

  void stop() {
    synchronized (lock) {
      stopped = true;
      streaming.clear();
    }
    LockSupport.unpark(thread);
  }
}
