// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.screen;

import java.util.Map;

/** The part of each worker: {@code java-1 40% java-2 41% python-1 19%}. */
final class Shares {
  private Shares() {}

  static String of(Map<String, Long> counts) {
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    StringBuilder text = new StringBuilder();
    counts.forEach(
        (name, count) ->
            text.append("  ")
                .append(name)
                .append(' ')
                .append(all == 0 ? 0 : Math.round(100.0 * count / all))
                .append('%'));
    return text.toString();
  }
}
