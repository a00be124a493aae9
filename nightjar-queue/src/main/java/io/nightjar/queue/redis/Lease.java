// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import java.time.Duration;

/** What a handle knows of a lease that it has. */
final class Lease {
  private final byte[] name;

  /** Until then it cannot have ended by itself, by {@link System#nanoTime}. */
  private volatile long sureUntilNanos;

  /**
   * Describes a lease.
   *
   * @param name how scripts name it
   * @param askedNanos before it was asked for
   */
  Lease(byte[] name, long askedNanos, Duration length) {
    this.name = name;
    extended(askedNanos, length);
  }

  byte[] name() {
    return name;
  }

  void extended(long askedNanos, Duration length) {
    long millis = Math.min(Millis.of(length), Long.MAX_VALUE / 4_000_000);
    sureUntilNanos = askedNanos + millis * 1_000_000;
  }

  /** True if only its holder can have ended it. */
  boolean isSure() {
    return sureUntilNanos - System.nanoTime() > 0;
  }
}
