// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import java.io.IOException;

/** One experiment: what the measuring process does, and what the far one does. */
interface Experiment {
  void measure(Point point, Results results) throws IOException, InterruptedException;

  default FarSide far(Point point) {
    throw new IllegalStateException("this experiment has one process");
  }
}
