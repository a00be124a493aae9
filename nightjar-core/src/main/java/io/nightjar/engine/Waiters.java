// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads that sleep until a socket changes.
 *
 * <p>Use: {@link #enter}, look again, {@link LockSupport#park}, look again, …, {@link #leave}.
 * Whoever makes a change calls {@link #wakeOne} after it, with a full fence between: then either
 * the sleeper's look sees the change, or the waker sees the sleeper. A woken thread that finds more
 * than it takes, or takes nothing, passes the wake-up on.
 */
final class Waiters {
  /** A thread that waits. */
  static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private volatile boolean woken;

    /** Forgets the last wake-up; call before looking again. */
    void rearm() {
      woken = false;
    }
  }

  private final ConcurrentLinkedQueue<Waiter> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();

  boolean isEmpty() {
    return count.get() == 0;
  }

  Waiter enter() {
    Waiter waiter = new Waiter();
    waiting.add(waiter);
    count.incrementAndGet();
    return waiter;
  }

  /** Ends the wait; a wake-up that was not used is passed on. */
  void leave(Waiter waiter, boolean used) {
    waiting.remove(waiter);
    count.decrementAndGet();
    if (waiter.woken && !used) {
      wakeOne();
    }
  }

  /** Wakes a thread that was not woken yet; false if there is none. */
  boolean wakeOne() {
    if (isEmpty()) {
      return false;
    }
    for (Waiter waiter : waiting) {
      if (!waiter.woken) {
        waiter.woken = true;
        LockSupport.unpark(waiter.thread);
        return true;
      }
    }
    return false;
  }

  void wakeAll() {
    for (Waiter waiter : waiting) {
      waiter.woken = true;
      LockSupport.unpark(waiter.thread);
    }
  }
}
