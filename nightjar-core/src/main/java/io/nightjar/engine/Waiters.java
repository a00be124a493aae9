// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads that sleep until a socket changes.
 *
 * <p>Use: {@link #enter}, look again, {@link Waiter#sleep}, look again, …, {@link #leave}. Whoever
 * makes a change calls {@link #wakeOne} after it, with a full fence between: then either the
 * sleeper's look sees the change, or the waker sees the sleeper. A woken thread that finds more
 * than it takes, or takes nothing, passes the wake-up on.
 */
final class Waiters {
  /** A thread that waits. */
  static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private volatile boolean woken;
    private long wokenAt;

    /**
     * Sleeps until woken, or until the deadline, and then is ready to be woken again: look again
     * after it. Returns early at an interrupt, or for no reason.
     *
     * @return the nanoseconds until something made this thread wake, without those it then took
     */
    long sleep(boolean timed, long deadline) {
      long start = System.nanoTime();
      // A lock taken since may have used up the permit of a wake-up: only the flag is sure.
      if (!woken) {
        if (timed) {
          LockSupport.parkNanos(this, Math.max(0, deadline - System.nanoTime()));
        } else {
          LockSupport.park(this);
        }
      }
      long waited = (woken ? wokenAt : System.nanoTime()) - start;
      woken = false;
      return waited;
    }

    private void wake() {
      wokenAt = System.nanoTime();
      woken = true;
      LockSupport.unpark(thread);
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

  /**
   * Ends the wait, and wakes another thread where this one may have kept it from being woken. To
   * end it twice is harmless.
   *
   * @param used whether it got what it waited for: then there may be more
   */
  void leave(Waiter waiter, boolean used) {
    if (waiting.remove(waiter)) {
      count.decrementAndGet();
    }
    if (waiter.woken || used) {
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
        waiter.wake();
        return true;
      }
    }
    return false;
  }

  void wakeAll() {
    for (Waiter waiter : waiting) {
      waiter.wake();
    }
  }
}
