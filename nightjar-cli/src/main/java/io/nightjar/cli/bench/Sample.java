// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of one library.
 *
 * @param rate messages or round trips a second
 * @param cpuNanos processor time of both sides for each
 * @param allocated bytes that the measuring side allocated for each
 * @param p50Nanos the median round trip; nought for throughput
 * @param p99Nanos 99 of 100 round trips took no longer; nought for throughput
 */
record Sample(double rate, double cpuNanos, double allocated, double p50Nanos, double p99Nanos) {
  /** Reads the line that a program of the harness prints. */
  static Sample of(String line) {
    double count = member(line, "count");
    if (count == 0) {
      throw new IllegalArgumentException("nothing arrived while it was measured");
    }
    boolean roundTrips = line.contains("\"p50_us\"");
    return new Sample(
        member(line, "rate"),
        member(line, "cpu_s") * 1e9 / count,
        member(line, "alloc_b_per_msg"),
        roundTrips ? member(line, "p50_us") * 1e3 : 0,
        roundTrips ? member(line, "p99_us") * 1e3 : 0);
  }

  private static double member(String line, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":([0-9.]+)").matcher(line);
    if (!matcher.find()) {
      throw new IllegalArgumentException("not a result: " + line);
    }
    return Double.parseDouble(matcher.group(1));
  }
}
