// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads that sleep until a socket changes.
 *
 * <p>Use: {@link #enter}, look again, {@link Waiter#sleep}, look again, …, {@link #leave}. Whoever
 * makes a change calls {@link #wakeOne} after it, with a full fence between: then either the
 * sleeper's look sees the change, or the waker sees the sleeper. A woken thread that finds more
 * than it takes, or takes nothing, passes the wake-up on.
 *
 * <p>A wait makes no garbage: the list goes through the waiters themselves, and those of waits that
 * have ended are used again.
 */
final class Waiters {
  /** A thread that waits. */
  static final class Waiter {
    // Guarded by the list. Null of one that nobody uses.
    private @Nullable Thread thread;
    private @Nullable Waiter before;
    private @Nullable Waiter after;

    // Set under the guard of the list, and reset by the thread that waits.
    private volatile boolean woken;
    private long wokenAt;

    private Waiter() {}

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

  // Read without the guard; what follows is guarded by this.
  private volatile int count;
  private @Nullable Waiter first;
  private @Nullable Waiter last;
  private @Nullable Waiter unused;
  private long wakeUps;

  boolean isEmpty() {
    return count == 0;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // guarded
  synchronized Waiter enter() {
    Waiter waiter = unused;
    if (waiter == null) {
      waiter = new Waiter();
    } else {
      unused = waiter.after;
      waiter.after = null;
    }
    waiter.thread = Thread.currentThread();
    Waiter end = last;
    waiter.before = end;
    if (end == null) {
      first = waiter;
    } else {
      end.after = waiter;
    }
    last = waiter;
    count++;
    // The look that follows may be a plain one.
    VarHandle.fullFence();
    return waiter;
  }

  /**
   * Ends the wait of the calling thread, and wakes another one where this one may have kept it from
   * being woken. To end it twice is harmless.
   *
   * @param used whether it got what it waited for: then there may be more
   * @return whether another one was to be woken but none was left to be
   */
  synchronized boolean leave(Waiter waiter, boolean used) {
    // A waiter that was left may be another thread's by now, but not this one's.
    boolean passOn = used;
    if (waiter.thread == Thread.currentThread()) {
      passOn |= waiter.woken;
      remove(waiter);
    }
    return passOn && !wakeOne();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // guarded
  private void remove(Waiter waiter) {
    Waiter before = waiter.before;
    Waiter after = waiter.after;
    if (before == null) {
      first = after;
    } else {
      before.after = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.before = before;
    }
    waiter.thread = null;
    waiter.woken = false;
    waiter.before = null;
    waiter.after = unused;
    unused = waiter;
    count--;
  }

  /** Wakes a thread that was not woken yet; false if there is none. */
  boolean wakeOne() {
    return !isEmpty() && wakeFirst();
  }

  private synchronized boolean wakeFirst() {
    for (Waiter waiter = first; waiter != null; waiter = waiter.after) {
      if (!waiter.woken) {
        wakeUps++;
        waiter.wake();
        return true;
      }
    }
    return false;
  }

  synchronized void wakeAll() {
    for (Waiter waiter = first; waiter != null; waiter = waiter.after) {
      wakeUps++;
      waiter.wake();
    }
  }

  /** How many wake-ups were sent. */
  synchronized long wakeUps() {
    return wakeUps;
  }
}
