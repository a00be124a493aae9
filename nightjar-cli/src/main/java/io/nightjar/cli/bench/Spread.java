// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import io.nightjar.cli.format.JsonObject;
import java.util.Arrays;
import java.util.function.DoubleFunction;

/** A figure of several runs. */
record Spread(double median, double lowest, double highest) {
  static Spread of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** For people, with a unit. */
  String text(DoubleFunction<String> figure) {
    return figure.apply(median)
        + " ("
        + figure.apply(lowest)
        + " to "
        + figure.apply(highest)
        + ")";
  }

  JsonObject json() {
    return new JsonObject().put("median", median).put("lowest", lowest).put("highest", highest);
  }
}
