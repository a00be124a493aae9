// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.front;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Latencies since the start, and since somebody looked last. Safe to use from any thread. */
public final class Latencies {
  private static final long LONGEST = TimeUnit.MINUTES.toNanos(10);
  private static final int DIGITS = 2;

  private final ConcurrentHistogram all = new ConcurrentHistogram(LONGEST, DIGITS);
  private final Recorder recent = new Recorder(LONGEST, DIGITS);

  /**
   * Two of them, in milliseconds.
   *
   * @param p50 half of the requests took no longer
   * @param p99 99 of 100 requests took no longer
   */
  public record Percentiles(double p50, double p99) {
    static Percentiles of(Histogram histogram) {
      return new Percentiles(millis(histogram, 50), millis(histogram, 99));
    }

    private static double millis(Histogram histogram, double percentile) {
      double nanos = histogram.getValueAtPercentile(percentile);
      return Math.round(nanos / 1e4) / 1e2;
    }
  }

  /** Adds one. */
  public void add(long nanos) {
    long value = Math.min(nanos, LONGEST);
    all.recordValue(value);
    recent.recordValue(value);
  }

  /** Since the start. */
  public Percentiles all() {
    return Percentiles.of(all);
  }

  /** Since the last call of this method. */
  public Percentiles recent() {
    return Percentiles.of(recent.getIntervalHistogram());
  }
}
