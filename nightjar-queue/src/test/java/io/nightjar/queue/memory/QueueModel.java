// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.queue.Order;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a queue should hold, as a list that is searched. */
final class QueueModel {
  /** A task. */
  static final class Entry {
    final int value;
    final int priority;
    long due;
    long leaseEnd;
    int attempts;
    boolean taken;

    /** Never delayed and never taken: only then is its place in the order promised. */
    boolean fresh;

    Entry(int value, int priority, long due, boolean fresh) {
      this.value = value;
      this.priority = priority;
      this.due = due;
      this.fresh = fresh;
    }
  }

  private final Order order;
  private final int capacity;
  private final int maxAttempts;
  final List<Entry> entries = new ArrayList<>();
  final List<Integer> dead = new ArrayList<>();
  long now;

  QueueModel(Order order, int capacity, int maxAttempts) {
    this.order = order;
    this.capacity = capacity;
    this.maxAttempts = maxAttempts;
  }

  boolean hasRoom() {
    return entries.size() < capacity;
  }

  void put(int value, int priority, long delay) {
    entries.add(new Entry(value, priority, now + delay, delay == 0));
  }

  List<Entry> ready() {
    return entries.stream().filter(entry -> !entry.taken && entry.due <= now).toList();
  }

  List<Entry> taken() {
    return entries.stream().filter(entry -> entry.taken).toList();
  }

  /** Checks that a value may be taken now; null: that none can. */
  @Nullable Entry checkTaken(@Nullable Object value) {
    List<Entry> ready = ready();
    if (value == null) {
      assertThat(ready).as("ready").isEmpty();
      return null;
    }
    Entry entry =
        ready.stream()
            .filter(candidate -> candidate.value == (int) value)
            .findFirst()
            .orElseThrow(() -> new AssertionError(value + " was not ready"));
    if (order == Order.PRIORITY) {
      assertThat(ready).allMatch(other -> other.priority <= entry.priority);
    }
    if (entry.fresh) {
      assertThat(entry.value).as("first in order").isEqualTo(firstFresh(ready, entry).value);
    }
    return entry;
  }

  private Entry firstFresh(List<Entry> ready, Entry taken) {
    Comparator<Entry> oldest = Comparator.comparingInt(entry -> entry.value);
    return ready.stream()
        .filter(entry -> entry.fresh)
        .filter(entry -> order != Order.PRIORITY || entry.priority == taken.priority)
        .min(order == Order.LIFO ? oldest.reversed() : oldest)
        .orElseThrow();
  }

  void advance(long nanos) {
    now += nanos;
    for (Entry entry : List.copyOf(entries)) {
      if (entry.taken && entry.leaseEnd <= now) {
        failed(entry, 0);
      }
    }
  }

  void failed(Entry entry, long delay) {
    if (entry.attempts >= maxAttempts) {
      entries.remove(entry);
      dead.add(entry.value);
    } else {
      back(entry, delay);
    }
  }

  void back(Entry entry, long delay) {
    entry.taken = false;
    entry.fresh = false;
    entry.due = now + delay;
  }
}
