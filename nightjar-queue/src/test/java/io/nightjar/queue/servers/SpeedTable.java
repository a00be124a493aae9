// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.servers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Collects what rounds gave, and prints medians, with the lowest and the highest, as Markdown. */
final class SpeedTable {
  /** The columns, and how values stand in them. */
  enum Column {
    PUT("put"),
    TAKE("take a task, done"),
    PUT_BATCH("put 100 at once"),
    TAKE_EACH("take 100, each done"),
    TAKE_BATCH("take 100, `doneAll`"),
    MEDIAN("to a waiting taker, µs"),
    TAIL("p99, µs");

    private final String heading;

    Column(String heading) {
      this.heading = heading;
    }
  }

  private final Map<String, Map<Column, List<Double>>> rows = new LinkedHashMap<>();

  void add(String row, Column column, double value) {
    rows.computeIfAbsent(row, any -> new LinkedHashMap<>())
        .computeIfAbsent(column, any -> new ArrayList<>())
        .add(value);
  }

  /** Forgets all values: they were those of a warm-up. */
  void clear() {
    rows.clear();
  }

  void print() {
    StringBuilder text = new StringBuilder("|");
    for (Column column : Column.values()) {
      text.append(" | ").append(column.heading);
    }
    text.append(" |\n|").append(" --- |".repeat(Column.values().length + 1)).append('\n');
    rows.forEach(
        (row, values) -> {
          text.append("| ").append(row);
          for (Column column : Column.values()) {
            text.append(" | ").append(cell(values.getOrDefault(column, List.of())));
          }
          text.append(" |\n");
        });
    System.out.println(text);
  }

  private static String cell(List<Double> values) {
    if (values.isEmpty()) {
      return "";
    }
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return number(sorted.get(sorted.size() / 2))
        + " ("
        + number(sorted.get(0))
        + " to "
        + number(sorted.get(sorted.size() - 1))
        + ")";
  }

  /** Three digits are as many as are true. */
  private static String number(double value) {
    if (value >= 1e6) {
      return String.format(Locale.ROOT, "%.3g M", value / 1e6);
    } else if (value >= 1e4) {
      return String.format(Locale.ROOT, "%.0f k", value / 1e3);
    } else if (value >= 1e3) {
      return String.format(Locale.ROOT, "%.1f k", value / 1e3);
    }
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
