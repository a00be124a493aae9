// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.cli.bench.Figures;
import io.nightjar.cli.bench.LatencyChart;
import io.nightjar.cli.format.JsonObject;
import io.nightjar.cli.runtime.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What was measured of a queue, for people or for machines. */
record QueueReport(QueueLoad load, QueueLoad.Rates rates, Histogram trips) {
  private static final double[] PERCENTILES = {50, 90, 99, 99.9};

  List<String> text() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s, %s, values of %d B, %d producers, %d consumers, %s, warm-up %s, measured %s",
            load.queue().address(),
            order(),
            load.size(),
            load.producers(),
            load.consumers(),
            taking(),
            Figures.time(load.warmUp().toNanos()),
            Figures.time(load.time().toNanos())));
    lines.add("");
    lines.add("put and take   " + Figures.rate(rates.perSecond()));
    lines.add("  a put        " + spread(rates.putNanos()));
    lines.add("  a take       " + spread(rates.takeNanos()));
    lines.add("");
    lines.add("from put to take, one at a time");
    lines.add("               " + spread(trips));
    lines.add("");
    lines.addAll(LatencyChart.of(trips));
    return lines;
  }

  private static String spread(Histogram nanos) {
    StringBuilder text = new StringBuilder();
    for (double percent : PERCENTILES) {
      text.append(label(percent))
          .append(' ')
          .append(Figures.time(nanos.getValueAtPercentile(percent)))
          .append("  ");
    }
    return text.append("max ").append(Figures.time(nanos.getMaxValue())).toString();
  }

  private static String label(double percent) {
    return "p" + (percent == Math.rint(percent) ? Long.toString((long) percent) : "" + percent);
  }

  private String order() {
    return load.queue().settings().order().name().toLowerCase(Locale.ROOT);
  }

  private String taking() {
    return load.values() ? "values" : "tasks";
  }

  String json() {
    return new JsonObject()
        .put("nightjar", Version.nightjar())
        .put("java", Version.java())
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("address", load.queue().address())
        .put("order", order())
        .put("takes", taking())
        .put("size", load.size())
        .put("producers", load.producers())
        .put("consumers", load.consumers())
        .put("seconds", load.time().toMillis() / 1e3)
        .put("warmUpSeconds", load.warmUp().toMillis() / 1e3)
        .put("tasksPerSecond", rates.perSecond())
        .put("putNanos", json(rates.putNanos()))
        .put("takeNanos", json(rates.takeNanos()))
        .put("tripNanos", json(trips))
        .toString();
  }

  private static JsonObject json(Histogram nanos) {
    JsonObject json = new JsonObject();
    for (double percent : PERCENTILES) {
      json.put(label(percent), nanos.getValueAtPercentile(percent));
    }
    return json.put("max", nanos.getMaxValue());
  }
}
