// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import io.nightjar.queue.Put;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The highest priority first, and the oldest of these: a FIFO for each priority that is in use. */
final class Buckets implements Pile {
  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays have no type arguments
  private final @Nullable ArrayDeque<Object>[] buckets = new ArrayDeque[Put.HIGHEST + 1];

  /** A bit for each bucket that is not empty. */
  private final long[] filled = new long[(Put.HIGHEST + 64) / 64];

  private int size;
  private int polled;

  @Override
  public void add(Object item, int priority) {
    bucket(priority).addLast(item);
  }

  @Override
  public void addFront(Object item, int priority) {
    bucket(priority).addFirst(item);
  }

  private ArrayDeque<Object> bucket(int priority) {
    ArrayDeque<Object> bucket = buckets[priority];
    if (bucket == null) {
      bucket = new ArrayDeque<>();
      buckets[priority] = bucket;
    }
    filled[priority >> 6] |= 1L << priority;
    size++;
    return bucket;
  }

  @Override
  public @Nullable Object poll() {
    for (int word = filled.length - 1; word >= 0; word--) {
      if (filled[word] != 0) {
        return pollFrom((word << 6) + 63 - Long.numberOfLeadingZeros(filled[word]));
      }
    }
    return null;
  }

  private @Nullable Object pollFrom(int priority) {
    ArrayDeque<Object> bucket = buckets[priority];
    if (bucket == null) {
      return null;
    }
    Object item = bucket.pollFirst();
    if (bucket.isEmpty()) {
      filled[priority >> 6] &= ~(1L << priority);
    }
    size--;
    polled = priority;
    return item;
  }

  @Override
  public int polledPriority() {
    return polled;
  }

  @Override
  public int size() {
    return size;
  }
}
