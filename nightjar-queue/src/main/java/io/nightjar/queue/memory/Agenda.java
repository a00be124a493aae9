// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What happens by the clock: delays that pass and leases that end. For one thread at a time. */
final class Agenda {
  private final PriorityQueue<MemoryRecord> delayed =
      new PriorityQueue<>((a, b) -> Long.signum(a.dueNanos - b.dueNanos));

  /** Tasks in progress, in the order in which their leases end. */
  private @Nullable MemoryRecord first;

  private @Nullable MemoryRecord last;
  private int leased;

  int delayed() {
    return delayed.size();
  }

  int leased() {
    return leased;
  }

  boolean isEmpty() {
    return first == null && delayed.isEmpty();
  }

  /** When something happens next; only if it is not empty. */
  long nextNanos() {
    MemoryRecord due = delayed.peek();
    MemoryRecord lease = first;
    if (due == null || lease == null) {
      return due != null ? due.dueNanos : lease != null ? lease.leaseNanos : 0;
    }
    return due.dueNanos - lease.leaseNanos < 0 ? due.dueNanos : lease.leaseNanos;
  }

  void delay(MemoryRecord record) {
    delayed.add(record);
  }

  /** Removes a record whose delay has passed, if there is one. */
  @Nullable MemoryRecord pollDue(long nowNanos) {
    MemoryRecord due = delayed.peek();
    return due != null && due.dueNanos - nowNanos <= 0 ? delayed.poll() : null;
  }

  /** Adds a lease. Most have the same length, so its place is at the end or near it. */
  void lease(MemoryRecord record) {
    MemoryRecord before = last;
    while (before != null && before.leaseNanos - record.leaseNanos > 0) {
      before = before.previous;
    }
    MemoryRecord after = before == null ? first : before.next;
    record.previous = before;
    record.next = after;
    if (before == null) {
      first = record;
    } else {
      before.next = record;
    }
    if (after == null) {
      last = record;
    } else {
      after.previous = record;
    }
    leased++;
  }

  void endLease(MemoryRecord record) {
    MemoryRecord before = record.previous;
    MemoryRecord after = record.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    record.previous = null;
    record.next = null;
    record.owner = null;
    leased--;
  }

  /** A record whose lease has ended, if there is one; it stays. */
  @Nullable MemoryRecord peekExpired(long nowNanos) {
    MemoryRecord lease = first;
    return lease != null && lease.leaseNanos - nowNanos <= 0 ? lease : null;
  }

  /** Each lease of an owner; it may be ended meanwhile. */
  void leasesOf(MemoryHandle<?> owner, Consumer<MemoryRecord> action) {
    MemoryRecord lease = first;
    while (lease != null) {
      MemoryRecord next = lease.next;
      if (owner.equals(lease.owner)) {
        action.accept(lease);
      }
      lease = next;
    }
  }
}
