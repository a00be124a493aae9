// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** A histogram of times as text: a bar for each step of 1, 2, 5, 10, 20, ... */
public final class LatencyChart {
  private static final int WIDTH = 40;
  private static final int[] STEPS = {1, 2, 5};

  private LatencyChart() {}

  /** A row of a chart: the times from one bound to another. */
  private record Row(long from, long to, long count) {}

  /** The lines of a chart. */
  public static List<String> of(Histogram nanos) {
    List<Row> rows = rows(nanos);
    long most = rows.stream().mapToLong(Row::count).max().orElse(1);
    List<String> lines = new ArrayList<>();
    for (Row row : rows) {
      lines.add(line(row, most, nanos.getTotalCount()));
    }
    return lines;
  }

  private static List<Row> rows(Histogram nanos) {
    List<Row> rows = new ArrayList<>();
    for (long decade = 1; decade <= nanos.getMaxValue(); decade *= 10) {
      for (int i = 0; i < STEPS.length; i++) {
        long from = decade * STEPS[i];
        long to = i + 1 < STEPS.length ? decade * STEPS[i + 1] : decade * 10;
        if (to > nanos.getMinValue() && from <= nanos.getMaxValue()) {
          rows.add(new Row(from, to, nanos.getCountBetweenValues(from, to - 1)));
        }
      }
    }
    return rows;
  }

  private static String line(Row row, long most, long total) {
    int length = (int) Math.ceil((double) row.count * WIDTH / most);
    String bounds = pad(Figures.time(row.from), 9) + " to " + pad(Figures.time(row.to), 9);
    String share = pad(Figures.fixed(row.count * 100.0 / total, 2), 6) + " %";
    return bounds + "  " + share + "  " + "█".repeat(length);
  }

  private static String pad(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }
}
