// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.Message;
import io.nightjar.Sender;
import io.nightjar.SocketType;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.Terminal;

/**
 * A socket that sends the lines of standard input.
 *
 * @param <S> the interface of the socket
 */
abstract class SendingCommand<S extends Sender> extends SocketCommand<S> {
  SendingCommand(SocketType<S> type, Terminal terminal) {
    super(type, terminal);
  }

  @Override
  void talk(S socket, Session session) throws InterruptedException {
    Source source = source();
    for (long sent = 0; !isEnough(sent); sent++) {
      Message message = source.next();
      if (message == null) {
        break;
      }
      socket.send(message);
    }
    socket.flush();
  }
}
