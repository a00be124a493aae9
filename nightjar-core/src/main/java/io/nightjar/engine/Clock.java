// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import java.time.Duration;

/** Times as the engine counts them: nanoseconds in a long, compared by difference. */
final class Clock {
  /** For waits: no limit. */
  static final long FOREVER = -1;

  // Longer ones would overflow when added to the clock; nobody waits for a century.
  private static final long MOST = Long.MAX_VALUE / 4;

  private Clock() {}

  /** A duration in nanoseconds; below nought becomes {@link #FOREVER}. */
  static long nanos(Duration duration) {
    if (duration.isNegative()) {
      return FOREVER;
    }
    return duration.toSeconds() >= MOST / 1_000_000_000 ? MOST : duration.toNanos();
  }

  /** A duration that is not negative, at most as long as the clock can count. */
  static Duration countable(Duration duration) {
    return Duration.ofNanos(nanos(duration));
  }
}
