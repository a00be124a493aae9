// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import static io.nightjar.SocketType.REQ;

import io.nightjar.Context;
import io.nightjar.ReqSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/** REQs, one if the point has no number, that ask in turn; notes how long each round trip took. */
final class RoundTrips {
  static final int SIZE = 16;
  private static final int MOST = 1_000_000;

  private final ReqSocket[] reqs;
  private final ByteBuffer buffer = ByteBuffer.allocate(SIZE);
  private final Samples samples;
  private int next;

  RoundTrips(Point point, String address, int most) {
    reqs = new ReqSocket[point.number("n", 1)];
    Context context = Sockets.context(point);
    for (int i = 0; i < reqs.length; i++) {
      reqs[i] = Sockets.open(context, REQ, point);
      reqs[i].connect(address);
    }
    samples = new Samples(most);
  }

  RoundTrips(Point point, String address) {
    this(point, address, MOST);
  }

  /** What the last call of {@link #many} or {@link #paced} noted. */
  Samples samples() {
    return samples;
  }

  void one() throws InterruptedException {
    ReqSocket req = reqs[next];
    next = (next + 1) % reqs.length;
    long start = System.nanoTime();
    req.send(buffer.clear());
    req.receive(buffer.clear());
    samples.add(System.nanoTime() - start);
  }

  void many(int count) throws InterruptedException {
    samples.clear();
    for (int i = 0; i < count; i++) {
      one();
    }
  }

  /** Starts each at its time, or as soon as the one before is back if that is late; 0: always. */
  void paced(int perSecond, double seconds) throws InterruptedException {
    samples.clear();
    long interval = perSecond == 0 ? 0 : 1_000_000_000L / perSecond;
    long next = System.nanoTime();
    long end = next + (long) (seconds * 1e9);
    while (next < end && System.nanoTime() < end) {
      long left;
      while ((left = next - System.nanoTime()) > 0) {
        LockSupport.parkNanos(left);
      }
      one();
      next += interval;
    }
  }
}
