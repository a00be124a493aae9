// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import static io.nightjar.SocketType.PUB;

import io.nightjar.Context;
import io.nightjar.PubSocket;
import io.nightjar.SocketEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The publisher of a SUB with many topics goes away and comes back. */
final class Resubscribe implements Experiment {
  @Override
  public FarSide far(Point point) {
    return new SubscribingSide(point);
  }

  @Override
  public void measure(Point point, Results results) throws IOException, InterruptedException {
    int count = point.number("topics", 1);
    Far far = Far.start(point);
    Context context = Sockets.context(point);
    PubSocket first = Sockets.open(context, PUB, point);
    String address = first.bind(Sockets.ANY_PORT).address();
    far.ask("connect " + address);
    far.ask("subscribe");
    Topics.await(first, count);
    first.close(Duration.ZERO);

    PubSocket second = Sockets.open(context, PUB, point);
    CompletableFuture<Long> accepted = new CompletableFuture<>();
    second.monitor(
        event -> {
          if (event instanceof SocketEvent.Accepted) {
            accepted.complete(System.nanoTime());
          }
        });
    long bound = System.nanoTime();
    second.bind(address);
    Topics.await(second, count);
    long end = System.nanoTime();
    results.put("again_s", (end - accepted.join()) / 1e9);
    results.put("from_bind_s", (end - bound) / 1e9);
  }
}
