// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import io.nightjar.queue.Order;
import io.nightjar.queue.Put;
import io.nightjar.queue.QueueFinishedException;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.spi.Outcome;
import io.nightjar.queue.spi.StoreCounts;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What all handles on one queue share. Nothing here waits; {@link MemoryHandle} does, with the
 * {@link Waiters}.
 */
final class MemoryQueue {
  /*
   * A task is in one place: on the shelf, or outside of it, which is on the agenda (delayed, or in
   * progress) or beside the ring. `outside` counts the latter, so that shelf and outside together
   * never hold more than the capacity. Bare values of a FIFO go through the shelf without the lock;
   * everything else happens with it. Locks are taken in this order: that of a queue, that of its dead
   * letters, that of some waiters.
   */

  /** A ring has all its slots from the beginning; a larger FIFO is a pile that grows. */
  private static final int LARGEST_RING = 1 << 20;

  final String address;
  final QueueSettings settings;
  final Waiters takers = new Waiters(true);
  final Waiters putters = new Waiters(true);

  /** Those who wait for the end of the work. */
  final Waiters watchers = new Waiters(false);

  private final Clock clock;
  private final ReentrantLock lock = new BriefLock();
  private final AtomicInteger outside = new AtomicInteger();
  private final Agenda agenda = new Agenda();
  private final Shelf shelf;

  /** Null for dead letters. */
  private final @Nullable MemoryQueue deadLetters;

  /**
   * If not 0, whoever takes looks whether he took the last task: for watchers, or a finished queue.
   */
  private final AtomicInteger watched = new AtomicInteger();

  // These belong to the lock.
  private long ids;
  private @Nullable Future<?> timer;
  private long timerNanos;
  private boolean gone;

  MemoryQueue(String address, QueueSettings settings, Clock clock) {
    this.address = address;
    this.settings = settings;
    this.clock = clock;
    this.shelf = shelf(settings.order(), settings.capacity());
    this.deadLetters = new MemoryQueue(address, settings, clock, Integer.MAX_VALUE);
  }

  /** Dead letters. */
  private MemoryQueue(String address, QueueSettings settings, Clock clock, int capacity) {
    this.address = "the dead letters of " + address;
    this.settings = settings;
    this.clock = clock;
    this.shelf = shelf(Order.FIFO, capacity);
    this.deadLetters = null;
  }

  private Shelf shelf(Order order, int capacity) {
    if (order == Order.FIFO && capacity <= LARGEST_RING) {
      return new RingShelf(capacity, outside, agenda, clock);
    }
    Pile pile = order == Order.LIFO ? new Stack() : new Buckets();
    return new PileShelf(capacity, pile, lock, outside, agenda, clock);
  }

  /** Null for dead letters. */
  @Nullable MemoryQueue deadLetters() {
    return deadLetters;
  }

  // ---- putting ----

  /** False if the queue is full. */
  boolean offer(Object value, Put how) {
    Offer result = shelf.offer(value, how);
    if (result == Offer.UNSURE) {
      lock.lock();
      try {
        result = shelf.offer(value, how);
      } finally {
        lock.unlock();
      }
    }
    if (result == Offer.FINISHED) {
      throw new QueueFinishedException(
          address + " is finished for good: nothing can be put; use another name");
    }
    if (result != Offer.PUT) {
      return false;
    }
    if (!how.delay().isZero()) {
      lock.lock();
      try {
        arm();
      } finally {
        lock.unlock();
      }
    }
    takers.wakeOne();
    return true;
  }

  // ---- taking ----

  /** Takes a value, and is done with it; null: there is none now. */
  @Nullable Object poll() {
    Object item = shelf.pollFast();
    if (item == Shelf.LOCKED) {
      lock.lock();
      try {
        item = pollLocked();
      } finally {
        lock.unlock();
      }
    }
    if (item == null) {
      checkOver();
      return null;
    }
    putters.wakeOne();
    if (watched.get() != 0) {
      lookForEnd();
    }
    return item instanceof MemoryRecord record ? record.value : item;
  }

  /** Takes a task for a handle; null: there is none now. */
  <T> @Nullable MemoryTask<T> pollTask(MemoryHandle<T> owner) {
    lock.lock();
    try {
      owner.checkOpen();
      outside.incrementAndGet(); // before it leaves the shelf
      Object item = pollLocked();
      if (item != null) {
        return new MemoryTask<>(owner, lease(item, owner));
      }
      outside.decrementAndGet();
    } finally {
      lock.unlock();
    }
    checkOver();
    return null;
  }

  private @Nullable Object pollLocked() {
    promote();
    Object item = shelf.poll();
    arm(); // there may be a delayed one on the agenda that was in the ring
    return item;
  }

  private MemoryRecord lease(Object item, MemoryHandle<?> owner) {
    MemoryRecord record =
        item instanceof MemoryRecord known ? known : new MemoryRecord(item, shelf.polledPriority());
    if (record.id == 0) {
      record.id = ++ids;
    }
    if (deadLetters != null) {
      record.attempts++;
    }
    record.delivery++;
    record.owner = owner;
    record.leaseNanos = clock.nanoTime() + TimeUnit.NANOSECONDS.convert(settings.lease());
    agenda.lease(record);
    arm();
    return record;
  }

  // ---- settling ----

  /** False if the delivery has ended already. */
  boolean settle(MemoryRecord record, int delivery, Outcome outcome) {
    lock.lock();
    try {
      promote();
      if (record.owner == null || record.delivery != delivery) {
        return false;
      }
      agenda.endLease(record);
      end(record, outcome);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** False if the delivery has ended already. */
  boolean extend(MemoryRecord record, int delivery, Duration lease) {
    lock.lock();
    try {
      promote();
      MemoryHandle<?> owner = record.owner;
      if (owner == null || record.delivery != delivery) {
        return false;
      }
      agenda.endLease(record);
      record.owner = owner;
      record.leaseNanos = clock.nanoTime() + TimeUnit.NANOSECONDS.convert(lease);
      agenda.lease(record);
      arm();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** What becomes of a record that is outside and in no list. */
  private void end(MemoryRecord record, Outcome outcome) {
    if (outcome instanceof Outcome.Back back) {
      if (!back.counted() && deadLetters != null) {
        record.attempts--;
      }
      if (back.reason() != null) {
        record.reason = back.reason();
      }
      comeBack(record, back.delay());
      return;
    }
    outside.decrementAndGet();
    if (outcome instanceof Outcome.Dead dead && deadLetters != null) {
      deadLetters.receive(record.dead(dead.reason()));
    }
    putters.wakeOne();
    if (watched.get() != 0) {
      lookForEnd();
    }
  }

  private void comeBack(MemoryRecord record, Duration delay) {
    if (delay.isZero()) {
      shelf.giveBack(record);
      outside.decrementAndGet();
      takers.wakeOne();
    } else {
      record.dueNanos = clock.nanoTime() + TimeUnit.NANOSECONDS.convert(delay);
      agenda.delay(record);
      arm();
    }
  }

  /** Takes in a dead letter. */
  private void receive(MemoryRecord record) {
    lock.lock();
    try {
      outside.incrementAndGet();
      shelf.giveBack(record);
      outside.decrementAndGet();
    } finally {
      lock.unlock();
    }
    takers.wakeOne();
  }

  // ---- time; with the lock held ----

  /** Does what the agenda says is to be done by now. */
  private void promote() {
    if (agenda.isEmpty()) {
      return;
    }
    long now = clock.nanoTime();
    MemoryRecord due = agenda.pollDue(now);
    while (due != null) {
      comeBack(due, Duration.ZERO);
      due = agenda.pollDue(now);
    }
    MemoryRecord late = agenda.peekExpired(now);
    while (late != null) {
      expire(late);
      late = agenda.peekExpired(now);
    }
  }

  private void expire(MemoryRecord record) {
    Outcome outcome =
        deadLetters == null
            ? new Outcome.Back(Duration.ZERO, true, null)
            : Outcome.afterExpiry(settings, record.attempts);
    MemoryHandle<?> owner = record.owner;
    if (owner != null) {
      owner.countExpiry(outcome instanceof Outcome.Dead);
    }
    agenda.endLease(record);
    end(record, outcome);
  }

  /** Sees to it that somebody looks at the agenda in time. */
  private void arm() {
    if (gone || agenda.isEmpty()) {
      return;
    }
    long next = agenda.nextNanos();
    if (timer != null) {
      if (timerNanos - next <= 0) {
        return;
      }
      timer.cancel(false);
    }
    timerNanos = next;
    timer = clock.schedule(this::tick, Math.max(0, next - clock.nanoTime()));
  }

  private void tick() {
    lock.lock();
    try {
      timer = null;
      promote();
      arm();
    } finally {
      lock.unlock();
    }
  }

  // ---- the end of the work ----

  void finish() {
    lock.lock();
    try {
      if (!shelf.isFinished()) {
        watched.incrementAndGet();
        shelf.finish();
      }
    } finally {
      lock.unlock();
    }
    takers.wakeAll(null);
    putters.wakeAll(null);
  }

  boolean isFinished() {
    return shelf.isFinished();
  }

  /** From now on watchers are told of the end of the work. */
  void watch() {
    watched.incrementAndGet();
  }

  void unwatch() {
    watched.decrementAndGet();
  }

  /** True if nothing is ready, delayed or in progress. */
  boolean isDone() {
    lock.lock();
    try {
      promote();
      return isNothingLeft();
    } finally {
      lock.unlock();
    }
  }

  private boolean isNothingLeft() {
    return outside.get() == 0 && shelf.size() == 0;
  }

  private void checkOver() {
    if (shelf.isFinished() && isDone()) {
      throw new QueueFinishedException(address + " is finished, and all of its work is done");
    }
  }

  private void lookForEnd() {
    lock.lock();
    try {
      if (isNothingLeft()) {
        watchers.wakeAll(null);
        if (shelf.isFinished()) {
          takers.wakeAll(null);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  // ---- looking ----

  StoreCounts counts(long expired, long expiredDead) {
    lock.lock();
    try {
      promote();
      int delayed = shelf.delayed();
      return new StoreCounts(
          Math.max(0, shelf.size() - delayed),
          delayed + agenda.delayed(),
          agenda.leased(),
          expired,
          expiredDead);
    } finally {
      lock.unlock();
    }
  }

  // ---- handles ----

  /** Wakes the threads of a handle that is closed now, and gives back what it took. */
  void release(MemoryHandle<?> handle) {
    lock.lock();
    try {
      handle.markClosed();
      agenda.leasesOf(
          handle,
          record -> {
            agenda.endLease(record);
            end(record, new Outcome.Back(Duration.ZERO, false, null));
          });
    } finally {
      lock.unlock();
    }
    takers.wakeAll(handle);
    putters.wakeAll(handle);
    watchers.wakeAll(handle);
  }

  /** Forgets the agenda; the last handle is closed. */
  void discard() {
    lock.lock();
    try {
      gone = true;
      if (timer != null) {
        timer.cancel(false);
        timer = null;
      }
    } finally {
      lock.unlock();
    }
    if (deadLetters != null) {
      deadLetters.discard();
    }
  }
}
