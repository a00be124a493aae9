// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.harness;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The arguments of a run, each {@code key=value}. */
final class Settings {
  /** What is sent and received: which calls of a library are measured. */
  enum Api {
    BUFFER,
    BYTES,
    MESSAGE
  }

  private static final int[] MIXED = {1, 16, 100, 1000, 10_000, 100_000};

  private final Map<String, String> values = new HashMap<>();

  Settings(String[] arguments) {
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals <= 0) {
        throw new IllegalArgumentException("not key=value: " + argument);
      }
      values.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
  }

  String text(String key, String otherwise) {
    return values.getOrDefault(key, otherwise);
  }

  int number(String key, int otherwise) {
    String value = values.get(key);
    return value == null ? otherwise : Integer.parseInt(value);
  }

  double seconds(String key, double otherwise) {
    String value = values.get(key);
    return value == null ? otherwise : Double.parseDouble(value);
  }

  boolean flag(String key) {
    return number(key, 0) == 1;
  }

  String pattern() {
    return text("pattern", "pushpull");
  }

  String endpoint() {
    return text("endpoint", "inproc://bench");
  }

  /** How many sockets, or threads, there are on the side that has several. */
  int many() {
    return number("n", 1);
  }

  int frames() {
    return number("frames", 1);
  }

  Body body() {
    return new Body(number("size", 16));
  }

  /** What is sent in turn. */
  List<Body> bodies() {
    return pattern().equals("mixed")
        ? Arrays.stream(MIXED).mapToObj(Body::new).toList()
        : List.of(body());
  }

  /** The bytes of a message, on average. */
  double bytesPerMessage() {
    return pattern().equals("mixed")
        ? Arrays.stream(MIXED).average().orElseThrow()
        : (double) number("size", 16) * frames();
  }

  /** Whether a publisher waits for room rather than drop. */
  boolean lossless() {
    return number("nodrop", pattern().equals("pubsub") ? 1 : 0) == 1;
  }

  Api api() {
    return Api.valueOf(text("api", "bytes").toUpperCase(Locale.ROOT));
  }

  /** Whether nothing is sent while it is measured. */
  boolean isSilent() {
    return pattern().equals("conns");
  }

  /** Whether this process is the side that measures. */
  boolean measures() {
    return !text("role", "both").equals("load");
  }

  /** Whether this process is the other side. */
  boolean loads() {
    return !text("role", "both").equals("meter");
  }
}
