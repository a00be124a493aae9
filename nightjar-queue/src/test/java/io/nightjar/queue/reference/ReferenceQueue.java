// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.reference;

import io.nightjar.queue.Order;
import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.reference.ReferenceEntry.Place;
import io.nightjar.queue.spi.Outcome;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** What all handles on one queue share. Every change wakes everybody. */
final class ReferenceQueue {
  final QueueAddress address;
  final QueueSettings settings;
  final ReentrantLock lock = new ReentrantLock();
  final Condition changed = lock.newCondition();
  final Map<Long, ReferenceEntry> entries = new LinkedHashMap<>();
  private final Comparator<ReferenceEntry> order;
  private long last;
  boolean finished;

  ReferenceQueue(QueueAddress address, QueueSettings settings) {
    this.address = address;
    this.settings = settings;
    Comparator<ReferenceEntry> oldest = Comparator.comparingLong(entry -> entry.number);
    Comparator<ReferenceEntry> urgent = Comparator.comparingInt(entry -> -entry.priority);
    order =
        settings.order() == Order.FIFO
            ? oldest
            : settings.order() == Order.LIFO ? oldest.reversed() : urgent.thenComparing(oldest);
  }

  void add(byte[] payload, int priority, long delayNanos) {
    long number = ++last;
    entries.put(
        number, new ReferenceEntry(number, payload, priority, System.nanoTime() + delayNanos));
    changed.signalAll();
  }

  /** The next one of those in a place, if it is ready. */
  Optional<ReferenceEntry> next(Place place) {
    long now = System.nanoTime();
    Predicate<ReferenceEntry> there =
        entry -> entry.place == place && (place == Place.DEAD || entry.readyNanos - now <= 0);
    return entries.values().stream().filter(there).min(order);
  }

  long count(Place... places) {
    java.util.List<Place> wanted = java.util.List.of(places);
    return entries.values().stream().filter(entry -> wanted.contains(entry.place)).count();
  }

  long ready() {
    long now = System.nanoTime();
    return entries.values().stream()
        .filter(entry -> entry.place == Place.WAITING && entry.readyNanos - now <= 0)
        .count();
  }

  /** Gives back what has a lease that ended; tells how many, and how many of them are dead. */
  int[] expire() {
    int[] result = {0, 0};
    long now = System.nanoTime();
    for (ReferenceEntry entry : entries.values()) {
      if (entry.place == Place.CLAIMED && entry.leaseNanos - now <= 0) {
        end(entry, Outcome.afterExpiry(settings, entry.attempts));
        result[0]++;
        result[1] += entry.place == Place.DEAD ? 1 : 0;
      } else if (entry.place == Place.DEAD_CLAIMED && entry.leaseNanos - now <= 0) {
        entry.place = Place.DEAD;
        result[0]++;
        changed.signalAll();
      }
    }
    return result;
  }

  void end(ReferenceEntry entry, Outcome outcome) {
    if (outcome instanceof Outcome.Done) {
      entries.remove(entry.number);
      entry.place = Place.GONE;
    } else if (outcome instanceof Outcome.Dead dead) {
      entry.place = Place.DEAD;
      entry.reason = dead.reason();
    } else if (outcome instanceof Outcome.Back back) {
      boolean dead = entry.place != Place.CLAIMED;
      entry.place = dead ? Place.DEAD : Place.WAITING;
      entry.readyNanos = System.nanoTime() + TimeUnit.NANOSECONDS.convert(back.delay());
      entry.attempts -= dead || back.counted() ? 0 : 1;
      entry.reason = back.reason() == null ? entry.reason : back.reason();
    }
    changed.signalAll();
  }

  /** How long until something happens by itself. */
  long nanosToNext() {
    long now = System.nanoTime();
    long least = TimeUnit.SECONDS.toNanos(1);
    for (ReferenceEntry entry : entries.values()) {
      if (entry.place == Place.WAITING && entry.readyNanos - now > 0) {
        least = Math.min(least, entry.readyNanos - now);
      } else if (entry.place == Place.CLAIMED || entry.place == Place.DEAD_CLAIMED) {
        least = Math.min(least, Math.max(1, entry.leaseNanos - now));
      }
    }
    return least;
  }
}
