// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import io.nightjar.cli.format.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What was compared, for people or for machines. */
record ComparisonReport(
    BenchSettings settings,
    int runs,
    Comparison.@Nullable Result throughput,
    Comparison.@Nullable Result roundTrips) {
  private static final int FIRST_COLUMN = 14;
  private static final int COLUMN = 38;

  /** A figure of a run: its title, its key, where it stands, how it reads. */
  private record Figure(
      String title, String key, ToDoubleFunction<Sample> value, DoubleFunction<String> text) {}

  private static final Figure CPU = new Figure("CPU", "cpuNanos", Sample::cpuNanos, Figures::time);
  private static final Figure ALLOCATED =
      new Figure(
          "allocated",
          "allocatedBytes",
          Sample::allocated,
          bytes -> Figures.fixed(bytes, 0) + " B");
  private static final Figure RATE = new Figure("rate", "perSecond", Sample::rate, Figures::rate);

  private static final List<Figure> OF_THROUGHPUT = List.of(RATE, CPU, ALLOCATED);
  private static final List<Figure> OF_ROUND_TRIPS =
      List.of(
          new Figure("p50", "p50Nanos", Sample::p50Nanos, Figures::time),
          new Figure("p99", "p99Nanos", Sample::p99Nanos, Figures::time),
          RATE,
          CPU,
          ALLOCATED);

  List<String> text() {
    List<String> lines = new ArrayList<>();
    lines.add(settings.text());
    lines.add(
        "medians of "
            + runs
            + (runs == 1 ? " run" : " runs")
            + " (lowest to highest), taken in turn; CPU of both sides and bytes allocated by the"
            + " measuring side, for each message or round trip");
    addText(lines, Work.THROUGHPUT, throughput, OF_THROUGHPUT);
    addText(lines, Work.ROUND_TRIPS, roundTrips, OF_ROUND_TRIPS);
    return lines;
  }

  private void addText(
      List<String> lines, Work work, Comparison.@Nullable Result result, List<Figure> figures) {
    if (result == null) {
      return;
    }
    lines.add("");
    lines.add(Comparison.title(work));
    StringBuilder head = new StringBuilder(pad("", FIRST_COLUMN));
    StringBuilder ratio = new StringBuilder();
    result
        .samples()
        .forEach(
            (library, samples) -> {
              head.append(pad(library + " " + library.version() + missing(samples), COLUMN));
              ratio.append(ratio.isEmpty() ? "" : " / ").append(library);
            });
    lines.add(head.append(ratio).toString());
    for (Figure figure : figures) {
      StringBuilder line = new StringBuilder(pad("  " + figure.title, FIRST_COLUMN));
      List<Double> medians = new ArrayList<>();
      for (List<Sample> samples : result.samples().values()) {
        Spread spread = spread(samples, figure);
        line.append(pad(spread.text(figure.text), COLUMN));
        medians.add(spread.median());
      }
      double of = medians.get(1);
      lines.add(
          line.append(of == 0 ? "" : Figures.fixed(medians.get(0) / of, 2))
              .toString()
              .stripTrailing());
    }
  }

  private String missing(List<Sample> samples) {
    int failed = runs - samples.size();
    return failed == 0 ? "" : ", " + failed + " failed";
  }

  private static Spread spread(List<Sample> samples, Figure figure) {
    return Spread.of(samples.stream().mapToDouble(figure.value).toArray());
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }

  String json() {
    JsonObject json = settings.json().put("runs", runs);
    if (throughput != null) {
      json.put("throughput", json(throughput, OF_THROUGHPUT));
    }
    if (roundTrips != null) {
      json.put("latency", json(roundTrips, OF_ROUND_TRIPS));
    }
    return json.toString();
  }

  private static JsonObject json(Comparison.Result result, List<Figure> figures) {
    JsonObject json = new JsonObject();
    List<List<Sample>> both = new ArrayList<>();
    for (Map.Entry<Library, List<Sample>> entry : result.samples().entrySet()) {
      Library library = entry.getKey();
      JsonObject member =
          new JsonObject().put("version", library.version()).put("runs", entry.getValue().size());
      for (Figure figure : figures) {
        member.put(figure.key, spread(entry.getValue(), figure).json());
      }
      json.put(library.key(), member);
      both.add(entry.getValue());
    }
    JsonObject ratios = new JsonObject();
    for (Figure figure : figures) {
      double of = spread(both.get(1), figure).median();
      if (of != 0) {
        ratios.put(figure.key, spread(both.get(0), figure).median() / of);
      }
    }
    return json.put("ratio", ratios);
  }
}
