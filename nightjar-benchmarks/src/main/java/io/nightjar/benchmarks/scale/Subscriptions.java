// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import static io.nightjar.SocketType.PUB;

import io.nightjar.PubSocket;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One SUB has many topics at a PUB, of {@code length=…} bytes each. */
final class Subscriptions implements Experiment {
  /** Different messages, so that the search does not go one way only. */
  private static final int MISSES = 1024;

  /** By how much the messages are longer than the topics. */
  private static final int[] MORE = {0, 90, 990};

  @Override
  public FarSide far(Point point) {
    return new SubscribingSide(point);
  }

  @Override
  public void measure(Point point, Results results) throws IOException, InterruptedException {
    int count = point.number("topics", 1);
    Far far = Far.start(point);
    PubSocket pub = Sockets.open(Sockets.context(point), PUB, point);
    far.ask("connect " + pub.bind(Sockets.ANY_PORT).address());
    Memory before = Memory.now(far);
    long start = System.nanoTime();
    far.tell("subscribe");
    Topics.await(pub, count);
    results.put("up_s", (System.nanoTime() - start) / 1e9);
    far.answer();
    Memory.now(far).putGrowth(results, before, count);

    int topicLength = point.number("length", Topics.DIGITS);
    for (int more : MORE) {
      int length = topicLength + more;
      ByteBuffer[] misses = new ByteBuffer[MISSES];
      for (int i = 0; i < MISSES; i++) {
        misses[i] = Topics.miss((int) ((long) i * count / MISSES), topicLength, length);
      }
      sendAll(pub, misses, point.warm() / 2);
      results.put("miss_" + more + "_ns", sendAll(pub, misses, point.seconds() / 3));
    }
  }

  /** Sends for some time; returns the nanoseconds of one send. */
  private static double sendAll(PubSocket pub, ByteBuffer[] messages, double seconds)
      throws InterruptedException {
    long start = System.nanoTime();
    long elapsed;
    long rounds = 0;
    do {
      for (ByteBuffer message : messages) {
        pub.send(message.rewind());
      }
      rounds++;
      elapsed = System.nanoTime() - start;
    } while (elapsed < seconds * 1e9);
    return (double) elapsed / (rounds * messages.length);
  }
}
