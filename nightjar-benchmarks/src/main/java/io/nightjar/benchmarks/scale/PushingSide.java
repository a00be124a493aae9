// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import static io.nightjar.SocketType.PUSH;

import io.nightjar.Connection;
import io.nightjar.Context;
import io.nightjar.PushSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** PUSH sockets that send their number. */
final class PushingSide {
  static final int SIZE = 16;

  private final List<PushSocket> sockets = new ArrayList<>();
  private volatile boolean waits = true;

  /** Connects {@code n} sockets to the addresses in turn, and waits until all are ready. */
  PushingSide(Context context, Point point, String... addresses)
      throws IOException, InterruptedException {
    List<Connection> connections = new ArrayList<>();
    for (int i = 0; i < point.number("n", 1); i++) {
      PushSocket push = Sockets.open(context, PUSH, point);
      sockets.add(push);
      connections.add(push.connect(addresses[i % addresses.length]));
    }
    for (Connection connection : connections) {
      if (!connection.ready(Sockets.LONG)) {
        throw new IOException(connection.state() + ", " + connection.lastError());
      }
    }
  }

  /** Whether a full queue is waited for; if not, its turn is left out. */
  void waits(boolean on) {
    waits = on;
  }

  /** One thread sends to all in turn. */
  void sendInTurn() {
    ByteBuffer buffer = ByteBuffer.allocate(SIZE);
    Worker.start(
        "push",
        () -> {
          for (int i = 0; i < sockets.size(); i++) {
            send(i, buffer);
          }
        });
  }

  /** Each socket has a thread that sends. */
  void sendAtOnce() {
    for (int i = 0; i < sockets.size(); i++) {
      int number = i;
      ByteBuffer buffer = ByteBuffer.allocate(SIZE);
      Worker.start("push", () -> send(number, buffer));
    }
  }

  private void send(int number, ByteBuffer buffer) throws InterruptedException {
    buffer.clear().putInt(0, number);
    if (waits) {
      sockets.get(number).send(buffer);
    } else {
      sockets.get(number).trySend(buffer);
    }
  }
}
