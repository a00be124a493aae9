// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import io.nightjar.cli.format.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was measured, for people or for machines. */
record BenchReport(
    BenchSettings settings,
    Throughput.@Nullable Result throughput,
    RoundTrips.@Nullable Result roundTrips) {
  private static final double[] PERCENTILES = {50, 90, 99, 99.9};

  List<String> text() {
    List<String> lines = new ArrayList<>();
    lines.add(settings.text());
    if (throughput != null) {
      addThroughput(lines, throughput);
    }
    if (roundTrips != null) {
      addRoundTrips(lines, roundTrips);
    }
    return lines;
  }

  private void addThroughput(List<String> lines, Throughput.Result result) {
    lines.add("");
    lines.add("PUSH to PULL   " + Figures.rate(result.perSecond()));
    lines.add("               " + Figures.fixed(result.megabytesPerSecond(), 1) + " MB/s");
    lines.add(
        "CPU a message  "
            + cpu(result.senderCpuNanos(), "sender", result.receiverCpuNanos(), "receiver"));
  }

  private void addRoundTrips(List<String> lines, RoundTrips.Result result) {
    lines.add("");
    lines.add("REQ to REP and back");
    for (double percent : PERCENTILES) {
      lines.add("  p" + pad(label(percent)) + Figures.time(result.percentile(percent)));
    }
    lines.add("  max    " + Figures.time(result.nanos().getMaxValue()));
    double perSecond = result.count() * 1e9 / settings.time().toNanos();
    lines.add("  rate   " + Figures.rate(perSecond));
    lines.add(
        "  CPU    " + cpu(result.otherCpuNanos(), "replier", result.ownCpuNanos(), "requester"));
    lines.add("");
    lines.addAll(LatencyChart.of(result.nanos()));
  }

  private String cpu(double other, String otherName, double own, String ownName) {
    if (settings.transport() == BenchSettings.Transport.INPROC) {
      return Figures.time(own) + " both sides";
    }
    return Figures.time(other) + " " + otherName + ", " + Figures.time(own) + " " + ownName;
  }

  private static String label(double percent) {
    return percent == Math.rint(percent) ? Long.toString((long) percent) : Double.toString(percent);
  }

  private static String pad(String label) {
    return label + " ".repeat(Math.max(1, 6 - label.length()));
  }

  String json() {
    JsonObject json = settings.json();
    if (throughput != null) {
      json.put("throughput", throughputJson(throughput));
    }
    if (roundTrips != null) {
      json.put("latency", latencyJson(roundTrips));
    }
    return json.toString();
  }

  private static JsonObject throughputJson(Throughput.Result result) {
    return new JsonObject()
        .put("messages", result.messages())
        .put("nanos", result.nanos())
        .put("messagesPerSecond", result.perSecond())
        .put("megabytesPerSecond", result.megabytesPerSecond())
        .put("senderCpuNanosPerMessage", result.senderCpuNanos())
        .put("receiverCpuNanosPerMessage", result.receiverCpuNanos());
  }

  private static JsonObject latencyJson(RoundTrips.Result result) {
    JsonObject json = new JsonObject().put("roundTrips", result.count()).put("unit", "ns");
    for (double percent : PERCENTILES) {
      json.put("p" + label(percent), result.percentile(percent));
    }
    return json.put("max", result.nanos().getMaxValue())
        .put("mean", result.nanos().getMean())
        .put("requesterCpuNanosPerRoundTrip", result.ownCpuNanos())
        .put("replierCpuNanosPerRoundTrip", result.otherCpuNanos());
  }
}
