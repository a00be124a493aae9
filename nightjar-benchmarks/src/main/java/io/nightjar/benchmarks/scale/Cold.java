// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;

import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;

/** The first messages of a JVM, with both sides in it, and those when it is warm. */
final class Cold implements Experiment {
  private static final int FIRST = 1000;
  private static final int UNTIL_WARM = 200_000;

  @Override
  public void measure(Point point, Results results) throws InterruptedException {
    // The management beans take long to load, so what needs them comes last.
    long wallAtMain =
        System.currentTimeMillis() - (System.nanoTime() - point.started()) / 1_000_000;
    if (point.text("pattern", "reqrep").equals("pushpull")) {
      pushPull(point, results);
    } else {
      requestReply(point, results);
    }
    long begun = ManagementFactory.getRuntimeMXBean().getStartTime();
    results.put("jvm_ms", (double) (wallAtMain - begun));
  }

  private static void pushPull(Point point, Results results) throws InterruptedException {
    PullSocket pull = Sockets.open(Sockets.context(point), PULL, point);
    PushSocket push = Sockets.open(Sockets.context(point), PUSH, point);
    push.connect(pull.bind(Sockets.ANY_PORT).address());
    sendAndReceive(push, pull, 1);
    results.put("first_ms", since(point.started()));
    results.put("thousand_ms", sendAndReceive(push, pull, FIRST));
    for (int i = 0; i < UNTIL_WARM / FIRST; i++) {
      sendAndReceive(push, pull, FIRST);
    }
    results.put("warm_thousand_ms", sendAndReceive(push, pull, FIRST));
  }

  /** Sends so many, then receives them. */
  private static double sendAndReceive(PushSocket push, PullSocket pull, int count)
      throws InterruptedException {
    ByteBuffer buffer = ByteBuffer.allocate(PushingSide.SIZE);
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      push.send(buffer.clear());
    }
    for (int i = 0; i < count; i++) {
      pull.receive(buffer.clear());
    }
    return since(start);
  }

  private static void requestReply(Point point, Results results) throws InterruptedException {
    String address = new EchoingSide(point).answer("address");
    RoundTrips trips = new RoundTrips(point, address, FIRST);
    trips.many(1);
    results.put("first_ms", since(point.started()));
    measured(trips, results, "");
    for (int i = 0; i < UNTIL_WARM / FIRST; i++) {
      trips.many(FIRST);
    }
    measured(trips, results, "warm_");
  }

  private static void measured(RoundTrips trips, Results results, String prefix)
      throws InterruptedException {
    long start = System.nanoTime();
    trips.many(FIRST);
    results.put(prefix + "thousand_ms", since(start));
    results.put(prefix + "p50_us", trips.samples().percentile(0.5));
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e6;
  }
}
