// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import io.nightjar.queue.Put;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Tasks on a pile, with the lock of the queue. */
final class PileShelf implements Shelf {
  private final int capacity;
  private final Pile pile;
  private final ReentrantLock lock;
  private final AtomicInteger outside;
  private final Agenda agenda;
  private final Clock clock;
  private volatile boolean finished;

  /**
   * The size of the pile, for those who look without the lock; written with it. Who writes it gives
   * the lock back before he looks for sleepers, and that is the fence.
   */
  private final AtomicInteger size = new AtomicInteger();

  PileShelf(
      int capacity,
      Pile pile,
      ReentrantLock lock,
      AtomicInteger outside,
      Agenda agenda,
      Clock clock) {
    this.capacity = capacity;
    this.pile = pile;
    this.lock = lock;
    this.outside = outside;
    this.agenda = agenda;
    this.clock = clock;
  }

  @Override
  public Offer offer(Object value, Put how) {
    if (size.get() >= capacity && !finished) {
      return Offer.FULL; // who waits for room looks often, and must not hold up the others
    }
    lock.lock();
    try {
      if (finished) {
        return Offer.FINISHED;
      } else if (pile.size() + outside.get() >= capacity) {
        return Offer.FULL;
      } else if (how.delay().isZero()) {
        pile.add(value, how.priority());
        size.setRelease(pile.size());
      } else {
        MemoryRecord record = new MemoryRecord(value, how.priority());
        record.dueNanos = clock.nanoTime() + TimeUnit.NANOSECONDS.convert(how.delay());
        agenda.delay(record);
        outside.incrementAndGet();
      }
      return Offer.PUT;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable Object pollFast() {
    return size.get() == 0 ? null : LOCKED;
  }

  @Override
  public @Nullable Object poll() {
    Object item = pile.poll();
    size.setRelease(pile.size());
    return item;
  }

  @Override
  public void giveBack(MemoryRecord record) {
    pile.addFront(record, record.priority);
    size.setRelease(pile.size());
  }

  @Override
  public int polledPriority() {
    return pile.polledPriority();
  }

  @Override
  public int size() {
    return size.get();
  }

  @Override
  public int delayed() {
    return 0;
  }

  @Override
  public void finish() {
    finished = true;
  }

  @Override
  public boolean isFinished() {
    return finished;
  }
}
