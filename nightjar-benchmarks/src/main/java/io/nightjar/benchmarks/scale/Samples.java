// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import java.util.Arrays;

/** Times of round trips. */
final class Samples {
  private final long[] nanos;
  private int count;

  Samples(int capacity) {
    nanos = new long[capacity];
    Arrays.fill(nanos, 1); // touches the memory now and not while measuring
  }

  void clear() {
    count = 0;
  }

  void add(long sample) {
    if (count < nanos.length) {
      nanos[count++] = sample;
    }
  }

  int count() {
    return count;
  }

  /** In microseconds; sorts what was added. */
  double percentile(double part) {
    Arrays.sort(nanos, 0, count);
    return nanos[(int) (count * part)] / 1e3;
  }
}
