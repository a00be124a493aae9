// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import java.util.Locale;

/** Numbers for people. */
public final class Figures {
  private Figures() {}

  /** A number with this many decimals. */
  public static String fixed(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** Events a second: {@code 1.23 M/s}, {@code 45.6 k/s}. */
  public static String rate(double perSecond) {
    if (perSecond >= 1e6) {
      return fixed(perSecond / 1e6, 2) + " M/s";
    } else if (perSecond >= 1e3) {
      return fixed(perSecond / 1e3, 1) + " k/s";
    }
    return fixed(perSecond, 0) + " /s";
  }

  /** A time in whole nanoseconds. */
  public static String time(long nanos) {
    return time((double) nanos);
  }

  /** A time: {@code 850 ns}, {@code 12.3 µs}, {@code 4.56 ms}, {@code 1.20 s}. */
  public static String time(double nanos) {
    if (nanos < 1e3) {
      return fixed(nanos, 0) + " ns";
    } else if (nanos < 1e6) {
      return fixed(nanos / 1e3, 1) + " µs";
    } else if (nanos < 1e9) {
      return fixed(nanos / 1e6, 2) + " ms";
    }
    return fixed(nanos / 1e9, 2) + " s";
  }
}
