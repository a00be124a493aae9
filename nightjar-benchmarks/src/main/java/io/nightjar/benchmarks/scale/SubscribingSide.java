// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import static io.nightjar.SocketType.SUB;

import io.nightjar.Options;
import io.nightjar.SubSocket;
import java.time.Duration;

/** One SUB with many topics. */
final class SubscribingSide implements FarSide {
  private static final String CONNECT = "connect ";

  private final SubSocket sub;
  private final byte[][] topics;

  SubscribingSide(Point point) {
    sub = Sockets.open(Sockets.context(point), SUB, point);
    sub.set(Options.RECONNECT_IVL, Duration.ofMillis(10));
    topics = new byte[point.number("topics", 1)][];
    for (int i = 0; i < topics.length; i++) {
      topics[i] = Topics.topic(i, point.number("length", Topics.DIGITS));
    }
  }

  @Override
  public String answer(String command) throws InterruptedException {
    if (command.startsWith(CONNECT)) {
      return "" + sub.connect(command.substring(CONNECT.length())).ready(Sockets.LONG);
    } else if (!command.equals("subscribe")) {
      throw FarSide.unknown(command);
    }
    for (byte[] topic : topics) {
      sub.subscribe(topic);
    }
    return "";
  }
}
