// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import io.nightjar.Options;
import io.nightjar.PubSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** Topics that end with ten digits, all different and in no order. */
final class Topics {
  /** The length of the shortest. */
  static final int DIGITS = 10;

  private static final long ALL = 10_000_000_000L;

  /** Has no divisor in common with {@link #ALL}, so no two numbers make the same topic. */
  private static final long STRIDE = 3_141_592_653L;

  private static final long LOOK_NANOS = 500_000;

  private Topics() {}

  /** Longer ones begin alike. */
  static byte[] topic(int number, int length) {
    long digits = number * STRIDE % ALL;
    byte[] topic = new byte[length];
    Arrays.fill(topic, (byte) 'a');
    for (int i = length - 1; i >= length - DIGITS; i--) {
      topic[i] = (byte) ('0' + digits % 10);
      digits /= 10;
    }
    return topic;
  }

  /**
   * A message that is like a topic but for its last digit, so that the search goes as far down as
   * it can.
   */
  static ByteBuffer miss(int number, int topicLength, int length) {
    byte[] miss = Arrays.copyOf(topic(number, topicLength), length);
    Arrays.fill(miss, topicLength - 1, length, (byte) 'x');
    return ByteBuffer.wrap(miss);
  }

  /** Waits until the publisher knows all. */
  static void await(PubSocket pub, int count) throws IOException {
    long deadline = System.nanoTime() + Sockets.LONG.toNanos();
    while (pub.get(Options.TOPICS_COUNT) < count) {
      if (System.nanoTime() > deadline) {
        throw new IOException(pub.get(Options.TOPICS_COUNT) + " of " + count + " topics");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
