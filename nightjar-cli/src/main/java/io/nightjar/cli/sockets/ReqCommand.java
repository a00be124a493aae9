// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.Message;
import io.nightjar.ReqSocket;
import io.nightjar.SocketType;
import io.nightjar.cli.format.MessagePrinter;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.Terminal;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code nightjar req}: asks line by line. */
@Command(
    name = "req",
    header = "Send each line of standard input as a request and print its reply.",
    footer = {
      "  echo Hello | nightjar req --connect tcp://127.0.0.1:5555",
      "  nightjar req --connect tcp://127.0.0.1:5555 --timeout 5s < questions.txt"
    })
public final class ReqCommand extends SocketCommand<ReqSocket> {
  /** Makes it, with these streams. */
  public ReqCommand(Terminal terminal) {
    super(SocketType.REQ, terminal);
  }

  @Override
  void talk(ReqSocket socket, Session session) throws IOException, InterruptedException {
    MessagePrinter printer = printer();
    Source source = source();
    for (long answered = 0; !isEnough(answered); answered++) {
      Message request = source.next();
      if (request == null) {
        return;
      }
      socket.send(request);
      printer.print(socket.receive());
      printer.flush();
    }
  }
}
