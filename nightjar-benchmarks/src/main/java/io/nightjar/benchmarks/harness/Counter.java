// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.harness;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Counts in one thread and is read by another, alone on its cache lines. */
final class Counter {
  private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int MIDDLE = 16;

  private final long[] cells = new long[2 * MIDDLE];

  void increment() {
    CELLS.setOpaque(cells, MIDDLE, (long) CELLS.getOpaque(cells, MIDDLE) + 1);
  }

  long value() {
    return (long) CELLS.getOpaque(cells, MIDDLE);
  }
}
