// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where to measure: arguments of the form {@code key=value}. */
final class Point {
  private final List<String> arguments;
  private final Map<String, String> values = new HashMap<>();
  private final long started;

  Point(String[] arguments, long started) {
    this.arguments = List.of(arguments);
    this.started = started;
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      if (parts.length != 2) {
        throw new IllegalArgumentException("not key=value: " + argument);
      }
      values.put(parts[0], parts[1]);
    }
  }

  /** The same point with one more value. */
  Point with(String key, String value) {
    return new Point(
        Stream.concat(arguments.stream(), Stream.of(key + "=" + value)).toArray(String[]::new),
        started);
  }

  List<String> arguments() {
    return arguments;
  }

  /** When {@code main} began, on the clock of {@link System#nanoTime}. */
  long started() {
    return started;
  }

  String text(String key, String otherwise) {
    return values.getOrDefault(key, otherwise);
  }

  int number(String key, int otherwise) {
    String value = values.get(key);
    return value == null ? otherwise : Integer.parseInt(value);
  }

  /** How long to measure, in seconds. */
  double seconds() {
    return Double.parseDouble(text("secs", "1.5"));
  }

  /** How long to warm up, in seconds. */
  double warm() {
    return Double.parseDouble(text("warm", "1"));
  }
}
