// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import io.nightjar.benchmarks.harness.Cost;
import java.io.IOException;

/** Memory of both processes after a full collection in each. */
record Memory(long nearHeap, long nearResident, long farHeap, long farResident) {
  /** With fewer things, what a JVM takes and gives back by itself is more than what they take. */
  private static final int ENOUGH = 1000;

  static Memory now(Far far) throws IOException {
    long nearHeap = Cost.usedHeap();
    long farHeap = far.number("gc");
    return new Memory(
        nearHeap,
        Cost.residentBytes(ProcessHandle.current().pid()),
        farHeap,
        Cost.residentBytes(far.pid()));
  }

  /** What each of {@code count} things took since {@code before}, in bytes. */
  void putGrowth(Results results, Memory before, int count) {
    if (count < ENOUGH) {
      return;
    }
    results.put("near_heap_b", (double) (nearHeap - before.nearHeap) / count);
    results.put("near_rss_b", (double) (nearResident - before.nearResident) / count);
    results.put("far_heap_b", (double) (farHeap - before.farHeap) / count);
    results.put("far_rss_b", (double) (farResident - before.farResident) / count);
  }
}
