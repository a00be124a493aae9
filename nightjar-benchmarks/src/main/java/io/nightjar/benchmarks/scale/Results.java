// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Numbers by name. */
final class Results {
  private final Map<String, Double> numbers = new LinkedHashMap<>();

  void put(String name, double number) {
    numbers.put(name, number);
  }

  String json() {
    return numbers.entrySet().stream()
        .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }
}
