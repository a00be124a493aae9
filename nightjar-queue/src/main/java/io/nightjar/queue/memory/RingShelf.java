// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import io.nightjar.queue.Put;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * FIFO without locks, as long as all tasks are bare values. Delayed ones go through the ring too,
 * so that there is one place that knows whether there is room; whoever takes one early puts it on
 * the agenda. Tasks that come back wait beside the ring and are taken first.
 */
final class RingShelf implements Shelf {
  private final Ring ring;
  private final AtomicInteger outside;
  private final Agenda agenda;
  private final Clock clock;

  /** Belongs to the lock of the queue. */
  private final ArrayDeque<MemoryRecord> returned = new ArrayDeque<>();

  /** The size of {@link #returned}: if not 0, takers go to the lock. Written with the lock held. */
  private volatile int returnedSize;

  /** Delayed tasks in the ring. */
  private final AtomicInteger delayed = new AtomicInteger();

  RingShelf(int capacity, AtomicInteger outside, Agenda agenda, Clock clock) {
    this.ring = new Ring(capacity, outside);
    this.outside = outside;
    this.agenda = agenda;
    this.clock = clock;
  }

  @Override
  public Offer offer(Object value, Put how) {
    return how.delay().isZero() ? ring.offer(value) : offerDelayed(value, how);
  }

  private Offer offerDelayed(Object value, Put how) {
    MemoryRecord record = new MemoryRecord(value, 0);
    record.dueNanos = clock.nanoTime() + TimeUnit.NANOSECONDS.convert(how.delay());
    delayed.incrementAndGet();
    Offer result = ring.offer(record);
    if (result != Offer.PUT) {
      delayed.decrementAndGet();
    }
    return result;
  }

  @Override
  public @Nullable Object pollFast() {
    return returnedSize == 0 ? ring.pollBare() : LOCKED;
  }

  @Override
  public @Nullable Object poll() {
    MemoryRecord back = returned.poll();
    if (back != null) {
      returnedSize = returned.size();
      outside.decrementAndGet();
      return back;
    }
    // It may be one that goes to the agenda: counted there before it leaves the ring.
    outside.incrementAndGet();
    Object item = ring.poll();
    while (item instanceof MemoryRecord record) {
      delayed.decrementAndGet();
      if (record.dueNanos - clock.nanoTime() <= 0) {
        break;
      }
      agenda.delay(record);
      outside.incrementAndGet();
      item = ring.poll();
    }
    outside.decrementAndGet();
    return item;
  }

  @Override
  public void giveBack(MemoryRecord record) {
    outside.incrementAndGet();
    returned.add(record);
    returnedSize = returned.size();
  }

  @Override
  public int polledPriority() {
    return 0;
  }

  @Override
  public int size() {
    return ring.size() + returnedSize;
  }

  @Override
  public int delayed() {
    return delayed.get();
  }

  @Override
  public void finish() {
    ring.finish();
  }

  @Override
  public boolean isFinished() {
    return ring.isFinished();
  }
}
