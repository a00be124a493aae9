// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import static io.nightjar.SocketType.REP;

import io.nightjar.RepSocket;
import java.nio.ByteBuffer;

/** A REP that sends back what comes. */
final class EchoingSide implements FarSide {
  private final String address;

  EchoingSide(Point point) {
    RepSocket rep = Sockets.open(Sockets.context(point), REP, point);
    address = rep.bind(Sockets.ANY_PORT).address();
    ByteBuffer buffer = ByteBuffer.allocate(RoundTrips.SIZE);
    Worker.start(
        "rep",
        () -> {
          rep.receive(buffer.clear());
          rep.send(buffer.flip());
        });
  }

  @Override
  public String answer(String command) {
    if (!command.equals("address")) {
      throw FarSide.unknown(command);
    }
    return address;
  }
}
