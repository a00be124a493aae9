// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.spi;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The end of a wait, by {@link System#nanoTime}. */
public final class Deadline {
  /** Does not wait. */
  public static final Deadline NOW = new Deadline(0);

  /** Waits for ever. */
  public static final Deadline FOREVER = new Deadline(0);

  private final long endNanos;

  private Deadline(long endNanos) {
    this.endNanos = endNanos;
  }

  /** So long from now; zero and less is {@link #NOW}, some 290 years are {@link #FOREVER}. */
  public static Deadline after(Duration timeout) {
    long nanos = TimeUnit.NANOSECONDS.convert(timeout);
    if (nanos <= 0) {
      return NOW;
    }
    return nanos == Long.MAX_VALUE ? FOREVER : new Deadline(System.nanoTime() + nanos);
  }

  /** True if there is nothing to wait for. */
  public boolean isOver() {
    return remainingNanos() <= 0;
  }

  /** True if it never comes. */
  @SuppressWarnings("ReferenceEquality") // one object says it
  public boolean isForever() {
    return this == FOREVER;
  }

  /** What is left; 0 when it is over, {@link Long#MAX_VALUE} for ever. */
  @SuppressWarnings("ReferenceEquality") // one object says it
  public long remainingNanos() {
    if (this == NOW) {
      return 0;
    }
    return this == FOREVER ? Long.MAX_VALUE : Math.max(0, endNanos - System.nanoTime());
  }
}
