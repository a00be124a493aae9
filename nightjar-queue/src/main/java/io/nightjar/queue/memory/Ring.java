// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A bounded FIFO for any number of producers and consumers, without locks. It can be finished: then
 * nothing more goes in.
 *
 * <p>It knows nothing of waiting. Whoever waits for an item registers and then polls again, and
 * whoever put an item then looks whether somebody is registered; no more fences are needed than the
 * atomic steps on tail and head, since these decide whether there is an item or room.
 */
final class Ring extends RingFields.Back {
  /*
   * After D. Vyukov's bounded MPMC queue: each slot has a sequence number. It is p when the slot is
   * free for the p-th item, p + 1 when that item is in it, and p + size when it has been taken.
   *
   * Different from there: the bound is not the size of the array but a capacity, of which items
   * elsewhere use a part (`outside`). A producer therefore looks at the head: tail - head + outside
   * must be less than the capacity. An item that moves from here to the outside is counted there
   * before the head moves, and a producer reads the head before it reads `outside`: so it may count
   * an item twice, but never misses one. And: a consumer that finds a slot taken by a producer and not
   * filled yet waits for it. To call the queue empty then would be wrong, as later items may be in.
   */
  static final long FINISHED = Long.MIN_VALUE;

  private static final int SPINS = 64;
  private static final VarHandle TAIL;
  private static final VarHandle HEAD;
  private static final VarHandle HEAD_SEEN;
  private static final VarHandle SEQUENCE = MethodHandles.arrayElementVarHandle(long[].class);

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TAIL = lookup.findVarHandle(RingFields.Tail.class, "tail", long.class);
      HEAD_SEEN = lookup.findVarHandle(RingFields.Tail.class, "headSeen", long.class);
      HEAD = lookup.findVarHandle(RingFields.Head.class, "head", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int capacity;
  private final int mask;
  private final @Nullable Object[] items;
  private final long[] sequences;
  private final AtomicInteger outside;

  Ring(int capacity, AtomicInteger outside) {
    this.capacity = capacity;
    this.outside = outside;
    int size = Integer.highestOneBit(capacity) << 1; // more than the capacity: a slot is free early
    mask = size - 1;
    items = new @Nullable Object[size];
    sequences = new long[size];
    for (int i = 0; i < size; i++) {
      sequences[i] = i;
    }
  }

  /** Puts an item if there is room. It is unsure when items may be moving outside just now. */
  Offer offer(Object item) {
    for (int spins = 0; ; spins++) {
      long t = tail;
      if (t < 0) {
        return Offer.FINISHED;
      }
      if (t - (long) HEAD_SEEN.getOpaque(this) + outside.get() >= capacity) {
        long h = head;
        HEAD_SEEN.setOpaque(this, h);
        if (t - h >= capacity) {
          return Offer.FULL;
        } else if (t - h + outside.get() >= capacity) {
          return Offer.UNSURE;
        }
      }
      int slot = (int) t & mask;
      long ahead = (long) SEQUENCE.getAcquire(sequences, slot) - t;
      if (ahead == 0) {
        if (TAIL.compareAndSet(this, t, t + 1)) {
          items[slot] = item;
          SEQUENCE.setRelease(sequences, slot, t + 1);
          return Offer.PUT;
        }
      } else if (ahead < 0) {
        pause(spins); // a consumer is about to leave the slot
      }
    }
  }

  /** Takes the oldest item; null: there is none. */
  @Nullable Object poll() {
    return poll(false);
  }

  /** Takes the oldest item if it is a bare value; {@link Shelf#LOCKED}: it is a record. */
  @Nullable Object pollBare() {
    return poll(true);
  }

  private @Nullable Object poll(boolean bare) {
    for (int spins = 0; ; spins++) {
      long h = head;
      int slot = (int) h & mask;
      long ahead = (long) SEQUENCE.getAcquire(sequences, slot) - (h + 1);
      if (ahead == 0) {
        // Nobody changes the slot before the head moves, and then what was read is thrown away.
        Object item = items[slot];
        if (bare && item instanceof MemoryRecord) {
          return Shelf.LOCKED;
        }
        if (HEAD.compareAndSet(this, h, h + 1)) {
          items[slot] = null;
          SEQUENCE.setRelease(sequences, slot, h + mask + 1);
          return item;
        }
      } else if (ahead < 0) {
        if ((tail & ~FINISHED) <= h) {
          return null;
        }
        pause(spins); // a producer is about to fill the slot
      }
    }
  }

  int size() {
    while (true) {
      long h = head;
      long t = tail & ~FINISHED;
      if (h == head) {
        return (int) (t - h);
      }
    }
  }

  void finish() {
    TAIL.getAndBitwiseOr(this, FINISHED);
  }

  boolean isFinished() {
    return tail < 0;
  }

  @SuppressWarnings("ThreadPriorityCheck") // the thread that is waited for may need this processor
  private static void pause(int spins) {
    if (spins < SPINS) {
      Thread.onSpinWait();
    } else {
      Thread.yield();
    }
  }
}
