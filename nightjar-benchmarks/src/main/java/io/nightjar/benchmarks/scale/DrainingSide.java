// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import static io.nightjar.SocketType.SUB;

import io.nightjar.Context;
import io.nightjar.Poller;
import io.nightjar.SubSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Many SUB sockets, emptied in turn by one thread. */
final class DrainingSide implements FarSide {
  private final Tally tally = new Tally(1);
  private final List<SubSocket> sockets = new ArrayList<>();
  private final Poller poller = new Poller();
  private final ByteBuffer buffer = ByteBuffer.allocate(Subscribers.SIZE);

  DrainingSide(Point point) {
    Context context = Sockets.context(point);
    for (int i = 0; i < point.number("n", 1); i++) {
      SubSocket sub = Sockets.open(context, SUB, point);
      sub.subscribe("");
      sub.connect(point.text("address", ""));
      sockets.add(sub);
      poller.add(sub, Poller.Interest.RECEIVE);
    }
    Worker.start("drain", this::drain);
  }

  private void drain() throws InterruptedException {
    boolean idle = true;
    for (SubSocket sub : sockets) {
      while (sub.tryReceive(buffer.clear()) >= 0) {
        tally.add(0);
        idle = false;
      }
    }
    if (idle) {
      poller.poll(Sockets.LONG);
    }
  }

  @Override
  public String answer(String command) {
    if (!command.equals("count")) {
      throw FarSide.unknown(command);
    }
    return "" + tally.total();
  }
}
