// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import io.nightjar.benchmarks.harness.Cost;
import java.io.IOException;

/** {@code n} connections over which nothing goes: what the threads of both sides take. */
final class Idle implements Experiment {
  /** Until the compiler and the collector have done what the handshakes left them. */
  private static final double SETTLE = 3;

  @Override
  public FarSide far(Point point) {
    return new PullingSide(point);
  }

  @Override
  public void measure(Point point, Results results) throws IOException, InterruptedException {
    Far far = Far.start(point);
    new PushingSide(Sockets.context(point), point, far.ask("addresses"));
    Cost.pause(SETTLE);
    ThreadTimes nearBefore = ThreadTimes.of(ProcessHandle.current().pid());
    ThreadTimes farBefore = ThreadTimes.of(far.pid());
    long start = System.nanoTime();
    Cost.pause(point.seconds());
    ThreadTimes near = ThreadTimes.of(ProcessHandle.current().pid()).since(nearBefore);
    ThreadTimes distant = ThreadTimes.of(far.pid()).since(farBefore);
    double elapsed = System.nanoTime() - start;

    results.put("near_percent", near.workNanos() / elapsed * 100);
    results.put("far_percent", distant.workNanos() / elapsed * 100);
    results.put("jvms_percent", (near.machineNanos() + distant.machineNanos()) / elapsed * 100);
    results.put("wakeups", (near.workTurns() + distant.workTurns()) / elapsed * 1e9);
  }
}
