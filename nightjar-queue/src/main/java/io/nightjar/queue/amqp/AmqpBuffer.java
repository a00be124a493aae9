// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import io.nightjar.queue.spi.Deadline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Messages that were sent ahead, and the takers who come for them. */
final class AmqpBuffer {
  /** Guards all fields. No other one of ours is taken while it is held. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final Deque<AmqpDelivery> messages = new ArrayDeque<>();
  private int takers;
  private long usedNanos;
  private boolean scheduled;
  private int signals;

  void enter() {
    lock.lock();
    try {
      takers++;
    } finally {
      lock.unlock();
    }
  }

  /** Gives the takers who are left. */
  int leave() {
    lock.lock();
    try {
      usedNanos = System.nanoTime();
      return --takers;
    } finally {
      lock.unlock();
    }
  }

  int takers() {
    lock.lock();
    try {
      return takers;
    } finally {
      lock.unlock();
    }
  }

  /** Adds a message, unless the broker has it back: it may come here later than the end. */
  void add(AmqpDelivery message) {
    lock.lock();
    try {
      if (message.isHeld()) {
        messages.add(message);
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  List<AmqpDelivery> take(int max) {
    lock.lock();
    try {
      List<AmqpDelivery> taken = new ArrayList<>();
      while (taken.size() < max && !messages.isEmpty()) {
        AmqpDelivery message = messages.removeFirst();
        if (message.isHeld()) {
          taken.add(message);
        }
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return messages.size();
    } finally {
      lock.unlock();
    }
  }

  boolean isEmpty() {
    return size() == 0;
  }

  void clear() {
    lock.lock();
    try {
      messages.clear();
      signals++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void signal() {
    lock.lock();
    try {
      signals++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What {@link #await} is to compare with; asked for before one looks whether to wait. */
  int mark() {
    lock.lock();
    try {
      return signals;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a message, a signal since the mark, or the deadline. */
  void await(Deadline deadline, int mark) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = deadline.remainingNanos();
      while (messages.isEmpty() && signals == mark && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /** True if nobody else has said so since {@link #scheduled}. */
  boolean scheduleOnce() {
    lock.lock();
    try {
      boolean first = !scheduled;
      scheduled = true;
      return first;
    } finally {
      lock.unlock();
    }
  }

  void scheduled() {
    lock.lock();
    try {
      scheduled = false;
    } finally {
      lock.unlock();
    }
  }

  boolean wasUsedWithin(long nanos) {
    lock.lock();
    try {
      return System.nanoTime() - usedNanos < nanos;
    } finally {
      lock.unlock();
    }
  }
}
