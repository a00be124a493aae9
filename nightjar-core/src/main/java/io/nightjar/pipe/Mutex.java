// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock that is held briefly and never while waiting: one atomic exchange to take it, one to give
 * it back. Not re-entrant, not fair. Virtual threads park in it without holding their carrier.
 *
 * <p>Giving it back is a full fence, on which the wake-up protocols of {@link Pipe} rely.
 */
public final class Mutex {
  // The three states of the classic futex mutex (U. Drepper, "Futexes are tricky", mutex 2): the
  // third one says that someone may sleep, so that an uncontended unlock need not look.
  private static final int FREE = 0;
  private static final int HELD = 1;
  private static final int CONTENDED = 2;
  private static final int SPINS = 64;
  private static final int YIELDS = 8;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Mutex.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // accessed through STATE
  private volatile int state;

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
    if ((int) STATE.getAndSet(this, FREE) == CONTENDED) {
      wakeOne();
    }
  }

  private void wakeOne() {
    Thread sleeper = sleepers.peek();
    if (sleeper != null) {
      LockSupport.unpark(sleeper);
    }
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
    boolean interrupted = false;
    while ((int) STATE.getAndSet(this, CONTENDED) != FREE) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    sleepers.remove(self);
    if (interrupted) {
      self.interrupt();
    }
  }
}
