// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import java.time.Duration;

/**
 * How long a failed task rests before it is ready again: {@code first}, and each time {@code
 * factor} as long, up to {@code most}.
 *
 * @param first after the first failure; zero is at once
 * @param factor 1 or more
 * @param most the longest
 */
public record RetryDelay(Duration first, double factor, Duration most) {
  /** No rest at all. */
  public static final RetryDelay NONE = new RetryDelay(Duration.ZERO, 1, Duration.ZERO);

  /** Refuses what is out of range. */
  public RetryDelay {
    if (first.isNegative() || most.compareTo(first) < 0) {
      throw new IllegalArgumentException("retry delay from " + first + " to " + most);
    }
    if (!(factor >= 1)) {
      throw new IllegalArgumentException("retry factor " + factor + " is less than 1");
    }
  }

  /** The rest after the given number of failures, which is 1 or more. */
  public Duration after(int failures) {
    double nanos = nanos(first) * Math.pow(factor, failures - 1.0);
    return nanos >= nanos(most) ? most : Duration.ofNanos((long) nanos);
  }

  /** For people. */
  @Override
  public String toString() {
    return first + ", each time " + factor + " times as long, up to " + most;
  }

  private static double nanos(Duration duration) {
    return duration.getSeconds() * 1e9 + duration.getNano();
  }
}
