// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import io.nightjar.Context;
import java.io.IOException;

/** {@code n} PUSH sockets send to {@code pulls} PULL sockets through several I/O threads. */
final class IoThreads implements Experiment {
  @Override
  public FarSide far(Point point) {
    return new PullingSide(point);
  }

  @Override
  public void measure(Point point, Results results) throws IOException, InterruptedException {
    Far far = Far.start(point);
    String[] addresses = far.ask("addresses").split(" ", -1);
    Context context = Sockets.context(point);
    PushingSide pushing = new PushingSide(context, point, addresses);
    if (addresses.length > 1) {
      pushing.sendAtOnce();
    } else {
      pushing.sendInTurn();
    }
    results.put("rate", far.rate(point.warm(), point.seconds()));
  }
}
