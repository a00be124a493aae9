// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.screen;

import io.nightjar.examples.modelserver.front.Count;
import io.nightjar.examples.modelserver.front.Latencies.Percentiles;
import io.nightjar.examples.modelserver.front.Tally;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What happened since the line before it: rate, latency, what is in the queue, who works. */
public final class LiveLine {
  private final Tally tally;
  private final long start;
  private long last;
  private long answered;
  private Map<String, Long> workers = Map.of();

  /** The first line is about what happens from now on. */
  public LiveLine(Tally tally, long nowNanos) {
    this.tally = tally;
    this.start = nowNanos;
    this.last = nowNanos;
  }

  /** The next line. */
  public String next(long nowNanos, long ready, long inProgress) {
    long before = answered;
    answered = tally.get(Count.ANSWERED);
    double seconds = (nowNanos - last) / 1e9;
    last = nowNanos;
    Percentiles latencies = tally.latencies().recent();
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "%3d s %,6.0f/s  p50 %.1f p99 %.1f ms  ready %d in progress %d ",
            Math.round((nowNanos - start) / 1e9),
            (answered - before) / seconds,
            latencies.p50(),
            latencies.p99(),
            ready,
            inProgress));
    if (tally.unanswered() > 0) {
      line.append(" failed ").append(tally.unanswered()).append(' ');
    }
    return line.append(shares()).toString();
  }

  private String shares() {
    Map<String, Long> before = workers;
    workers = tally.workers();
    Map<String, Long> now = new TreeMap<>();
    workers.forEach((name, count) -> now.put(name, count - before.getOrDefault(name, 0L)));
    return Shares.of(now);
  }
}
