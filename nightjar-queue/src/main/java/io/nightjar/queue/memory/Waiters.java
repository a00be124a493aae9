// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import io.nightjar.queue.spi.Deadline;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Threads that wait for one thing: for an item, for room, or for the end of the work. They spin a
 * little, then sleep, and are woken in the order in which they came.
 *
 * <p>Whoever makes the thing happen calls {@link #wakeOne} after it, which is one read if nobody
 * sleeps.
 */
final class Waiters {
  /*
   * No wake-up is lost: a thread first registers (a volatile write of `sleeping`) and then tries again;
   * the other first acts (a volatile write somewhere) and then reads `sleeping`. A thread that was
   * woken is not registered any more. If it leaves without what it came for, at its deadline or by an
   * interrupt, it wakes the next one in its place.
   */

  /** Something to try; null: not now. */
  interface Attempt<R> {
    @Nullable R tryOnce();
  }

  /** A sleeping thread. Its links belong to the lock. */
  private static final class Sleeper {
    final Thread thread = Thread.currentThread();
    final Object owner;
    volatile boolean woken = true;
    @Nullable Sleeper previous;
    @Nullable Sleeper next;

    Sleeper(Object owner) {
      this.owner = owner;
    }
  }

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final int SPINS = PROCESSORS > 1 ? 64 : 0;
  private static final int YIELDS = 16;

  private final ReentrantLock lock = new ReentrantLock();
  private final long spinLimit;
  private @Nullable Sleeper first;
  private @Nullable Sleeper last;

  /** How many are registered; written with the lock held. */
  private volatile int sleeping;

  Waiters(boolean spins) {
    spinLimit = spins ? SPINS + YIELDS : 0;
  }

  /** Tries until it succeeds, or the time is over; then the result is null. */
  @SuppressWarnings("ThreadPriorityCheck") // a spinning thread must let the others run
  <R> @Nullable R await(Attempt<R> attempt, Deadline deadline, Object owner)
      throws InterruptedException {
    R result = attempt.tryOnce();
    for (int i = 0; i < spinLimit && result == null && !deadline.isOver(); i++) {
      if (i < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
      result = attempt.tryOnce();
    }
    return result != null || deadline.isOver() ? result : sleep(attempt, deadline, owner);
  }

  private <R> @Nullable R sleep(Attempt<R> attempt, Deadline deadline, Object owner)
      throws InterruptedException {
    Sleeper self = new Sleeper(owner);
    R result = null;
    try {
      while (true) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (self.woken) {
          register(self);
        }
        result = attempt.tryOnce();
        if (result != null || deadline.isOver()) {
          return result;
        }
        // Not if it was woken during the attempt: a lock may have used up the permit to go on.
        if (!self.woken) {
          park(deadline);
        }
      }
    } finally {
      leave(self, result != null);
    }
  }

  private void park(Deadline deadline) {
    if (deadline.isForever()) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, deadline.remainingNanos());
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written with the lock held
  private void register(Sleeper sleeper) {
    lock.lock();
    try {
      sleeper.woken = false;
      sleeper.previous = last;
      if (last == null) {
        first = sleeper;
      } else {
        last.next = sleeper;
      }
      last = sleeper;
      sleeping++;
    } finally {
      lock.unlock();
    }
  }

  private void leave(Sleeper sleeper, boolean served) {
    boolean woken;
    lock.lock();
    try {
      woken = sleeper.woken;
      if (!woken) {
        remove(sleeper);
      }
    } finally {
      lock.unlock();
    }
    if (woken && !served) {
      wakeOne();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written with the lock held
  private void remove(Sleeper sleeper) {
    Sleeper before = sleeper.previous;
    Sleeper after = sleeper.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    sleeper.previous = null;
    sleeper.next = null;
    sleeper.woken = true;
    sleeping--;
  }

  /** Wakes the one that has waited longest, if any. */
  void wakeOne() {
    if (sleeping == 0) {
      return;
    }
    Sleeper sleeper;
    lock.lock();
    try {
      sleeper = first;
      if (sleeper != null) {
        remove(sleeper);
      }
    } finally {
      lock.unlock();
    }
    if (sleeper != null) {
      LockSupport.unpark(sleeper.thread);
    }
  }

  /** Wakes all; or, if an owner is given, all of that owner. */
  void wakeAll(@Nullable Object owner) {
    if (sleeping == 0) {
      return;
    }
    lock.lock();
    try {
      Sleeper sleeper = first;
      while (sleeper != null) {
        Sleeper next = sleeper.next;
        if (owner == null || owner.equals(sleeper.owner)) {
          remove(sleeper);
          LockSupport.unpark(sleeper.thread);
        }
        sleeper = next;
      }
    } finally {
      lock.unlock();
    }
  }
}
