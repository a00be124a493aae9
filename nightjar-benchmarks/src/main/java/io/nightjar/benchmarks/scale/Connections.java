// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import io.nightjar.Context;
import io.nightjar.benchmarks.harness.Cost;
import java.io.IOException;

/** {@code n} PUSH sockets of one process connect to one PULL of another. */
final class Connections implements Experiment {
  /** For what a handshake leaves to be done. */
  private static final double SETTLE = 0.3;

  @Override
  public FarSide far(Point point) {
    return new PullingSide(point);
  }

  @Override
  public void measure(Point point, Results results) throws IOException, InterruptedException {
    Far far = Far.start(point);
    String address = far.ask("addresses");
    Context context = Sockets.context(point);
    // One that is not counted, so that classes loaded by the first are not either.
    new PushingSide(context, point.with("n", "1"), address);
    Memory before = Memory.now(far);
    long start = System.nanoTime();
    PushingSide pushing = new PushingSide(context, point, address);
    results.put("up_s", (System.nanoTime() - start) / 1e9);
    Cost.pause(SETTLE);
    Memory.now(far).putGrowth(results, before, point.number("n", 1));

    pushing.sendInTurn();
    results.put("rate", far.rate(point.warm(), point.seconds()));
    // Every queue is kept full, so that only the far side decides whom it serves.
    pushing.waits(false);
    Cost.pause(point.warm() / 2);
    far.ask("mark");
    Cost.pause(point.seconds());
    results.put("slowest_share", Double.parseDouble(far.ask("share")));
  }
}
