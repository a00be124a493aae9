// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.ClosedException;
import io.nightjar.Duplex;
import io.nightjar.Message;
import io.nightjar.SocketType;
import io.nightjar.cli.format.MessagePrinter;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * A socket that sends the lines of standard input and prints what it receives, at the same time. It
 * goes on receiving when the input has ended.
 *
 * @param <S> the interface of the socket
 */
abstract class TwoWayCommand<S extends Duplex> extends SocketCommand<S> {
  private volatile @Nullable RuntimeException sendFailure;

  TwoWayCommand(SocketType<S> type, Terminal terminal) {
    super(type, terminal);
  }

  @Override
  void talk(S socket, Session session) throws Exception {
    if (isEnough(0)) {
      sendAll(socket);
      return;
    }
    Thread receiver = Thread.currentThread();
    Thread sender = new Thread(() -> sendUnlessFailing(socket, receiver), "nightjar-input");
    sender.setDaemon(true);
    sender.start();
    try {
      receiveAll(socket);
    } catch (InterruptedException e) {
      RuntimeException failure = sendFailure;
      if (failure != null) {
        throw failure;
      }
      throw e;
    }
  }

  private void receiveAll(S socket) throws Exception {
    MessagePrinter printer = printer();
    for (long received = 0; !isEnough(received); received++) {
      Message message = printer.next(socket);
      printer.print(message);
    }
    printer.flush();
  }

  private void sendAll(S socket) throws InterruptedException {
    Source source = source();
    Message message = source.next();
    while (message != null) {
      socket.send(message);
      message = source.next();
    }
    socket.flush();
  }

  private void sendUnlessFailing(S socket, Thread receiver) {
    try {
      sendAll(socket);
    } catch (ClosedException | InterruptedException e) {
      // The receiving side has ended the run.
    } catch (RuntimeException e) {
      sendFailure = e;
      receiver.interrupt();
    }
  }
}
