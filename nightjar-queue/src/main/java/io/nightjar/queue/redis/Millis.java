// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Durations as scripts count them. */
final class Millis {
  /** Three thousand years; a sorted set holds such times exactly. */
  private static final long MOST = 100_000_000_000_000L;

  private Millis() {}

  /** Rounded up, so that nothing that takes time becomes nought. */
  static long of(Duration duration) {
    long micros = TimeUnit.MICROSECONDS.convert(duration);
    long up = micros / 1000 + (micros % 1000 > 0 || (micros == 0 && !duration.isZero()) ? 1 : 0);
    return Math.min(MOST, up);
  }
}
