// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.screen;

import io.nightjar.examples.modelserver.front.Count;
import io.nightjar.examples.modelserver.front.Latencies.Percentiles;
import io.nightjar.examples.modelserver.front.Tally;
import io.nightjar.examples.modelserver.load.LoadReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The lines at the end. */
public final class Totals {
  private Totals() {}

  /** What the front end counted. */
  public static List<String> of(Tally tally) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "front end  asked %,d  answered %,d  failed %,d (refused %,d, too late %,d, impossible"
                + " %,d)",
            tally.get(Count.ASKED),
            tally.get(Count.ANSWERED),
            tally.unanswered(),
            tally.get(Count.REFUSED),
            tally.get(Count.TIMED_OUT),
            tally.get(Count.FAILED)));
    lines.add(
        String.format(
            Locale.ROOT,
            "answers    repeated and dropped %,d  too late and dropped %,d",
            tally.get(Count.REPEATED),
            tally.get(Count.LATE)));
    if (!tally.workers().isEmpty()) {
      lines.add("workers  " + Shares.of(tally.workers()));
    }
    return lines;
  }

  /** What the clients got, in so many seconds. */
  public static String of(LoadReport report, double seconds) {
    Percentiles latencies = report.latencies().all();
    return String.format(
        Locale.ROOT,
        "clients    answered %,d (%,.0f/s)  wrong %,d  p50 %.1f ms  p99 %.1f ms  failed %s",
        report.answered(),
        report.answered() / seconds,
        report.wrong(),
        latencies.p50(),
        latencies.p99(),
        report.failures().isEmpty() ? "0" : report.failures());
  }
}
