// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.runtime;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads times from the command line: {@code 250ms}, {@code 5s}, {@code 1.5s}, {@code 2m}, {@code
 * 1h}.
 */
public final class Durations implements ITypeConverter<Duration> {
  private static final double MAX_MILLIS = 1e13; // some 300 years

  @Override
  public Duration convert(String text) {
    return parse(text);
  }

  /** Reads one time, which must be above nought. */
  static Duration parse(String text) {
    int end = text.length();
    while (end > 0 && Character.isLetter(text.charAt(end - 1))) {
      end--;
    }
    double unit =
        switch (text.substring(end)) {
          case "ms" -> 1;
          case "s" -> 1_000;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          case "" -> throw refuse(text, ": the unit is missing;");
          default -> throw refuse(text, ": there is no unit " + text.substring(end) + ";");
        };
    try {
      double millis = Double.parseDouble(text.substring(0, end)) * unit;
      if (!(millis > 0 && millis < MAX_MILLIS)) {
        throw refuse(text, millis > 0 ? " below 300 years:" : " above 0:");
      }
      return Duration.ofNanos((long) (millis * 1e6));
    } catch (NumberFormatException e) {
      throw refuse(text, ":");
    }
  }

  private static TypeConversionException refuse(String text, String why) {
    return new TypeConversionException(
        "'" + text + "' is no time" + why + " write 250ms, 5s, 1.5s, 2m or 1h");
  }
}
