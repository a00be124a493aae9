// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import static io.nightjar.SocketType.PULL;

import io.nightjar.Context;
import io.nightjar.PullSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** PULL sockets, each with a thread, that count messages by the number of the sender in them. */
final class PullingSide implements FarSide {
  private final List<String> addresses = new ArrayList<>();
  private final List<Tally> tallies = new ArrayList<>();
  private long[] marked = {};

  PullingSide(Point point) {
    Context context = Sockets.context(point);
    for (int i = 0; i < point.number("pulls", 1); i++) {
      PullSocket pull = Sockets.open(context, PULL, point);
      addresses.add(pull.bind(Sockets.ANY_PORT).address());
      Tally tally = new Tally(point.number("n", 1));
      tallies.add(tally);
      ByteBuffer buffer = ByteBuffer.allocate(PushingSide.SIZE);
      Worker.start(
          "pull",
          () -> {
            pull.receive(buffer.clear());
            tally.add(buffer.getInt(0));
          });
    }
  }

  @Override
  public String answer(String command) {
    return switch (command) {
      case "addresses" -> String.join(" ", addresses);
      case "count" -> "" + tallies.stream().mapToLong(Tally::total).sum();
      case "mark" -> {
        marked = tallies.get(0).all();
        yield "";
      }
      case "share" -> "" + slowestShare();
      default -> throw FarSide.unknown(command);
    };
  }

  /** What came from the slowest sender since the mark, as a part of what came from the mean one. */
  private double slowestShare() {
    long[] now = tallies.get(0).all();
    for (int i = 0; i < now.length; i++) {
      now[i] -= marked[i];
    }
    double mean = Arrays.stream(now).average().orElse(1);
    return Arrays.stream(now).min().orElse(0) / Math.max(1, mean);
  }
}
