// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.reference;

import io.nightjar.queue.QueueClosedException;
import io.nightjar.queue.QueueFinishedException;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.reference.ReferenceEntry.Place;
import io.nightjar.queue.spi.Claim;
import io.nightjar.queue.spi.Deadline;
import io.nightjar.queue.spi.Entry;
import io.nightjar.queue.spi.Outcome;
import io.nightjar.queue.spi.QueueStore;
import io.nightjar.queue.spi.StoreCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A handle on a {@link ReferenceQueue}, or on its dead letters. */
final class ReferenceStore implements QueueStore {
  private record Token(ReferenceEntry entry, int delivery) {}

  private final ReferenceQueue queue;
  private final QueueSettings settings;
  private final Place waiting;
  private final Place claimed;
  private boolean closed;
  private long expired;
  private long expiredDead;

  ReferenceStore(ReferenceQueue queue, QueueSettings settings) {
    this(queue, settings, Place.WAITING, Place.CLAIMED);
  }

  private ReferenceStore(
      ReferenceQueue queue, QueueSettings settings, Place waiting, Place claimed) {
    this.queue = queue;
    this.settings = settings;
    this.waiting = waiting;
    this.claimed = claimed;
  }

  @Override
  public QueueSettings settings() {
    return settings;
  }

  @Override
  public int put(List<Entry> entries, Deadline deadline) throws InterruptedException {
    queue.lock.lockInterruptibly();
    try {
      int count = 0;
      while (count < entries.size()) {
        if (queue.finished && count == 0) {
          throw new QueueFinishedException(queue.address + " is finished: nothing can be put");
        }
        boolean room;
        try {
          room = await(() -> queue.finished || held() < settings.capacity(), deadline);
        } catch (InterruptedException e) {
          if (count == 0) {
            throw e;
          }
          Thread.currentThread().interrupt();
          break;
        }
        if (!room || (queue.finished && count > 0)) {
          break;
        }
        if (!queue.finished) {
          Entry entry = entries.get(count++);
          queue.add(
              entry.payload(),
              entry.how().priority(),
              TimeUnit.NANOSECONDS.convert(entry.how().delay()));
        }
      }
      return count;
    } finally {
      queue.lock.unlock();
    }
  }

  private long held() {
    return queue.count(Place.WAITING, Place.CLAIMED);
  }

  @Override
  public List<Claim> claim(int max, Deadline deadline) throws InterruptedException {
    queue.lock.lockInterruptibly();
    try {
      boolean there = await(() -> queue.next(waiting).isPresent() || isOver(), deadline);
      List<Claim> claims = new ArrayList<>();
      while (there && claims.size() < max) {
        Optional<ReferenceEntry> next = queue.next(waiting);
        if (next.isEmpty()) {
          break;
        }
        claims.add(claim(next.get()));
      }
      if (there && claims.isEmpty()) {
        throw new QueueFinishedException(queue.address + " is finished, and all work is done");
      }
      return claims;
    } finally {
      queue.lock.unlock();
    }
  }

  private boolean isOver() {
    return waiting == Place.WAITING && queue.finished && held() == 0;
  }

  private Claim claim(ReferenceEntry entry) {
    entry.place = claimed;
    entry.attempts += waiting == Place.DEAD ? 0 : 1;
    entry.delivery++;
    entry.holder = this;
    entry.leaseNanos = System.nanoTime() + TimeUnit.NANOSECONDS.convert(settings.lease());
    return new Claim(
        Long.toString(entry.number),
        entry.payload.clone(),
        entry.attempts,
        entry.reason,
        new Token(entry, entry.delivery));
  }

  @Override
  public boolean settle(Claim claim, Outcome outcome) {
    return ifHeld(claim, entry -> queue.end(entry, outcome));
  }

  @Override
  public boolean extend(Claim claim, Duration lease) {
    return ifHeld(
        claim, entry -> entry.leaseNanos = System.nanoTime() + TimeUnit.NANOSECONDS.convert(lease));
  }

  private boolean ifHeld(Claim claim, java.util.function.Consumer<ReferenceEntry> action) {
    Token token = claim.token(Token.class);
    queue.lock.lock();
    try {
      checkOpen();
      expire();
      if (token.entry().place != claimed || token.entry().delivery != token.delivery()) {
        return false;
      }
      action.accept(token.entry());
      return true;
    } finally {
      queue.lock.unlock();
    }
  }

  @Override
  public StoreCounts counts() {
    queue.lock.lock();
    try {
      checkOpen();
      expire();
      long ready = waiting == Place.DEAD ? queue.count(Place.DEAD) : queue.ready();
      long all = queue.count(waiting);
      return new StoreCounts(ready, all - ready, queue.count(claimed), expired, expiredDead);
    } finally {
      queue.lock.unlock();
    }
  }

  @Override
  public void finish() {
    queue.lock.lock();
    try {
      checkOpen();
      queue.finished = true;
      queue.changed.signalAll();
    } finally {
      queue.lock.unlock();
    }
  }

  @Override
  public boolean isFinished() {
    queue.lock.lock();
    try {
      checkOpen();
      return queue.finished;
    } finally {
      queue.lock.unlock();
    }
  }

  @Override
  public boolean awaitDone(Deadline deadline) throws InterruptedException {
    queue.lock.lockInterruptibly();
    try {
      return await(() -> queue.count(waiting, claimed) == 0, deadline);
    } finally {
      queue.lock.unlock();
    }
  }

  @Override
  public QueueStore deadLetters() {
    return new ReferenceStore(queue, settings, Place.DEAD, Place.DEAD_CLAIMED);
  }

  @Override
  public void close() {
    queue.lock.lock();
    try {
      closed = true;
      for (ReferenceEntry entry : queue.entries.values()) {
        if (entry.holder == this && entry.place == claimed) {
          queue.end(entry, new Outcome.Back(Duration.ZERO, false, null));
        }
      }
      queue.changed.signalAll();
    } finally {
      queue.lock.unlock();
    }
  }

  /** Waits for a condition; false if it does not hold at the deadline. */
  private boolean await(BooleanSupplier condition, Deadline deadline) throws InterruptedException {
    while (true) {
      checkOpen();
      expire();
      if (condition.getAsBoolean()) {
        return true;
      }
      if (deadline.isOver()) {
        return false;
      }
      long nanos = Math.min(deadline.remainingNanos(), queue.nanosToNext());
      if (queue.changed.awaitNanos(nanos) > nanos) {
        throw new AssertionError("time runs backwards");
      }
    }
  }

  private void expire() {
    int[] ended = queue.expire();
    expired += ended[0];
    expiredDead += ended[1];
  }

  private void checkOpen() {
    if (closed) {
      throw new QueueClosedException("this handle on " + queue.address + " is closed");
    }
  }
}
