// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import io.nightjar.Duplex;
import io.nightjar.Message;
import io.nightjar.Receiver;
import io.nightjar.Sender;
import java.nio.ByteBuffer;

/** Which calls of the library are measured: from the leanest to the most comfortable. */
enum Api {
  /** {@code send(ByteBuffer)} and {@code receive(ByteBuffer)}, with the same buffer each time. */
  BUFFER {
    @Override
    Step sending(Sender socket, int size) {
      ByteBuffer buffer = ByteBuffer.allocate(size);
      return () -> socket.send(buffer.clear());
    }

    @Override
    Step receiving(Receiver socket, int size) {
      ByteBuffer buffer = ByteBuffer.allocate(size);
      return () -> socket.receive(buffer.clear());
    }

    @Override
    Step echoing(Duplex socket, int size) {
      ByteBuffer buffer = ByteBuffer.allocate(size);
      return () -> {
        socket.receive(buffer.clear());
        socket.send(buffer.flip());
      };
    }
  },
  /** {@code send(byte[])} and {@code receiveBytes()}. */
  BYTES {
    @Override
    Step sending(Sender socket, int size) {
      byte[] body = new byte[size];
      return () -> socket.send(body);
    }

    @Override
    Step receiving(Receiver socket, int size) {
      return socket::receiveBytes;
    }

    @Override
    Step echoing(Duplex socket, int size) {
      return () -> socket.send(socket.receiveBytes());
    }
  },
  /** {@code send(Message)} and {@code receive()}. */
  MESSAGE {
    @Override
    Step sending(Sender socket, int size) {
      Message message = Message.wrap(new byte[size]);
      return () -> socket.send(message);
    }

    @Override
    Step receiving(Receiver socket, int size) {
      return socket::receive;
    }

    @Override
    Step echoing(Duplex socket, int size) {
      return () -> socket.send(socket.receive());
    }
  };

  /** One send, one receive, or one of each. */
  @FunctionalInterface
  interface Step {
    void run() throws InterruptedException;
  }

  abstract Step sending(Sender socket, int size);

  abstract Step receiving(Receiver socket, int size);

  /** Receives and sends the same back. */
  abstract Step echoing(Duplex socket, int size);

  /** Sends and receives what comes back. */
  Step asking(Duplex socket, int size) {
    Step send = sending(socket, size);
    Step receive = receiving(socket, size);
    return () -> {
      send.run();
      receive.run();
    };
  }
}
