// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.cli.bench.Figures;

/** How many a second there were since it was made, for the line that shows it. */
final class Pace {
  private final long startNanos = System.nanoTime();

  String of(long count) {
    double seconds = Math.max(1e-3, (System.nanoTime() - startNanos) / 1e9);
    return Figures.rate(count / seconds);
  }
}
