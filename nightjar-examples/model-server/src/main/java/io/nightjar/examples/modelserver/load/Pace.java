// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.load;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** When to ask. Several threads share one. */
@FunctionalInterface
public interface Pace {
  /** No more requests. */
  long END = Long.MIN_VALUE;

  /** When the next request is due, in the time of {@link System#nanoTime}; or {@link #END}. */
  long next();

  /** As fast as answers come, for so long. */
  static Pace max(Duration time) {
    long start = System.nanoTime();
    return () -> {
      long now = System.nanoTime();
      return now - start < time.toNanos() ? now : END;
    };
  }

  /** So many a second, for so long. The latency of a request that goes out late begins when due. */
  static Pace rate(double perSecond, Duration time) {
    long start = System.nanoTime();
    AtomicLong asked = new AtomicLong();
    return () -> {
      long offset = (long) (asked.getAndIncrement() * 1e9 / perSecond);
      return offset < time.toNanos() ? start + offset : END;
    };
  }
}
