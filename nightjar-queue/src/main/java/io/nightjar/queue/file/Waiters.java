// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads of this process that wait for one kind of thing. A ring wakes one of them; whoever
 * leaves wakes the next, which looks and sleeps again if there is nothing for it.
 *
 * <p>While there are any, their bit is set on the board, unless a ring is under way: who rings from
 * another process clears it.
 */
final class Waiters {
  private final Board board;
  private final int slot;
  private final int bit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rung = lock.newCondition();

  /** Guarded by {@link #lock}, as is {@link #rings}. */
  private int count;

  private long rings;

  Waiters(Board board, int slot, Kind kind) {
    this.board = board;
    this.slot = slot;
    this.bit = kind.bit();
  }

  /** Begins to wait; to be called before looking whether there is need to. */
  void enter() {
    lock.lock();
    try {
      count++;
      board.set(slot, bit);
    } finally {
      lock.unlock();
    }
  }

  void leave() {
    lock.lock();
    try {
      if (--count == 0) {
        board.clear(slot, bit);
      } else {
        rings++;
        rung.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The number of rings so far, to be read before looking. */
  long rings() {
    lock.lock();
    try {
      return rings;
    } finally {
      lock.unlock();
    }
  }

  /** Sleeps until it rings, unless it has since {@code seen} was read. */
  void await(long seen, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (rings == seen && left > 0) {
        left = rung.awaitNanos(left);
        if (left > 0) {
          return;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Something may be there: lets one look. */
  void ring() {
    lock.lock();
    try {
      rings++;
      if (count > 0) {
        board.set(slot, bit); // first, so that what comes from now on rings again
        rung.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets all look. */
  void ringAll() {
    lock.lock();
    try {
      rings++;
      if (count > 0) {
        board.set(slot, bit);
      }
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
