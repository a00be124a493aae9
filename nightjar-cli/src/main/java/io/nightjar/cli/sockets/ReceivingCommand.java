// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.Message;
import io.nightjar.Receiver;
import io.nightjar.SocketType;
import io.nightjar.cli.format.MessagePrinter;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.Terminal;
import java.io.IOException;

/**
 * A socket that prints what it receives.
 *
 * @param <S> the interface of the socket
 */
abstract class ReceivingCommand<S extends Receiver> extends SocketCommand<S> {
  ReceivingCommand(SocketType<S> type, Terminal terminal) {
    super(type, terminal);
  }

  @Override
  void talk(S socket, Session session) throws IOException, InterruptedException {
    MessagePrinter printer = printer();
    for (long received = 0; !isEnough(received); received++) {
      Message message = printer.next(socket);
      printer.print(message);
    }
    printer.flush();
  }
}
