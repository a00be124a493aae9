// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts by number, written by one thread and read by others. */
final class Tally {
  /** Keeps the counts of one thread off the cache lines of another's. */
  private static final int MARGIN = 16;

  private final int size;
  private final AtomicLongArray counts;

  Tally(int size) {
    this.size = size;
    this.counts = new AtomicLongArray(size + 2 * MARGIN);
  }

  void add(int index) {
    int at = index + MARGIN;
    counts.setOpaque(at, counts.getPlain(at) + 1);
  }

  long[] all() {
    long[] copy = new long[size];
    for (int i = 0; i < size; i++) {
      copy[i] = counts.getOpaque(i + MARGIN);
    }
    return copy;
  }

  long total() {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      sum += counts.getOpaque(i + MARGIN);
    }
    return sum;
  }
}
