// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock that is held briefly and never while waiting: one atomic instruction to take it, a plain
 * store to give it back. Not re-entrant, not fair. Virtual threads park in it without holding their
 * carrier.
 *
 * <p>Giving it back is no full fence, which would cost as much as taking it. Who gives it back may
 * therefore overlook a thread that begins to wait at that very moment; so waiting threads look
 * again by themselves, soon and then every millisecond, or where they are many, each less often: a
 * thousand that looked every millisecond would leave no time for the one that has the lock. The
 * wake-up protocols of {@link Pipe} have fences of their own.
 */
public final class Mutex extends MutexFields.Padded {
  private static final int FREE = 0;
  private static final int HELD = 1;
  private static final int SPINS = 64;
  private static final int YIELDS = 8;
  private static final long FIRST_LOOK_NANOS = 50_000;
  private static final long LOOK_NANOS = 1_000_000;
  private static final long LONGEST_LOOK_NANOS = 200_000_000;

  /** Times the square of their number: as often as ever where they are few. */
  private static final long CROWD_NANOS = 4_000;

  private static final VarHandle STATE;
  private static final VarHandle CONTENDERS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(MutexFields.class, "state", int.class);
      CONTENDERS = lookup.findVarHandle(MutexFields.class, "contenders", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ConcurrentLinkedQueue<Thread> sleepers = new ConcurrentLinkedQueue<>();

  /** Makes a free lock. */
  public Mutex() {}

  /** Takes the lock, waiting for it if need be; an interrupt is kept for later. */
  public void lock() {
    if (!STATE.compareAndSet(this, FREE, HELD)) {
      lockSlowly();
    }
  }

  /** Takes the lock if it is free. */
  public boolean tryLock() {
    return STATE.compareAndSet(this, FREE, HELD);
  }

  /** Gives the lock back. */
  public void unlock() {
    STATE.setRelease(this, FREE);
    if ((int) CONTENDERS.getOpaque(this) != 0) {
      wakeOne();
    }
  }

  private void wakeOne() {
    Thread sleeper = sleepers.peek();
    if (sleeper != null) {
      LockSupport.unpark(sleeper);
    }
  }

  private long longestLook() {
    long contenders = (int) CONTENDERS.getOpaque(this);
    return Math.min(
        LONGEST_LOOK_NANOS, Math.max(LOOK_NANOS, contenders * contenders * CROWD_NANOS));
  }

  @SuppressWarnings("ThreadPriorityCheck") // a spinning thread must let the others run
  private void lockSlowly() {
    for (int i = 0; i < SPINS + YIELDS; i++) {
      if ((int) STATE.getOpaque(this) == FREE && STATE.compareAndSet(this, FREE, HELD)) {
        return;
      }
      if (i < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
    Thread self = Thread.currentThread();
    sleepers.add(self);
    CONTENDERS.getAndAdd(this, 1);
    boolean interrupted = false;
    long look = FIRST_LOOK_NANOS;
    while (!STATE.compareAndSet(this, FREE, HELD)) {
      LockSupport.parkNanos(this, look);
      look = Math.min(look * 2, longestLook());
      interrupted |= Thread.interrupted();
    }
    CONTENDERS.getAndAdd(this, -1);
    sleepers.remove(self);
    if (interrupted) {
      self.interrupt();
    }
  }
}
