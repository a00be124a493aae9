// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import static io.nightjar.SocketType.PUB;

import io.nightjar.Options;
import io.nightjar.PubSocket;
import java.io.IOException;

/** One PUB sends all to {@code n} SUB sockets, and waits for the slowest. */
final class Subscribers implements Experiment {
  static final int SIZE = 128;

  @Override
  public FarSide far(Point point) {
    return new DrainingSide(point);
  }

  @Override
  public void measure(Point point, Results results) throws IOException, InterruptedException {
    PubSocket pub = Sockets.open(Sockets.context(point), PUB, point);
    pub.set(Options.XPUB_NODROP, true);
    Far far = Far.start(point.with("address", pub.bind(Sockets.ANY_PORT).address()));
    if (!pub.awaitSubscribers(point.number("n", 1), Sockets.LONG)) {
      throw new IOException("not all have subscribed");
    }
    byte[] body = new byte[SIZE];
    Worker.start("pub", () -> pub.send(body));
    results.put("rate", far.rate(point.warm(), point.seconds()));
  }
}
