// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.reference;

import org.jspecify.annotations.Nullable;

/** An entry and where it is. All fields belong to the lock of the queue. */
final class ReferenceEntry {
  enum Place {
    WAITING,
    CLAIMED,
    DEAD,
    DEAD_CLAIMED,
    GONE
  }

  final long number;
  final byte[] payload;
  final int priority;
  Place place = Place.WAITING;
  long readyNanos;
  int attempts;
  @Nullable String reason;

  /** Of the claim that holds it. */
  @Nullable Object holder;

  /** Sets one claim apart from the next. */
  int delivery;

  long leaseNanos;

  ReferenceEntry(long number, byte[] payload, int priority, long readyNanos) {
    this.number = number;
    this.payload = payload;
    this.priority = priority;
    this.readyNanos = readyNanos;
  }
}
