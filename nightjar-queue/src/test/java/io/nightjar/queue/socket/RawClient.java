// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.nightjar.Context;
import io.nightjar.DealerSocket;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.SocketType;
import java.time.Duration;
import java.util.List;

/** A client that sends whatever frames it likes. */
final class RawClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Context context = Context.create();
  private final DealerSocket socket = context.socket(SocketType.DEALER);

  RawClient(QueueServer server, String routingId) {
    socket.set(Options.ROUTING_ID, routingId.getBytes(US_ASCII)).set(Options.LINGER, Duration.ZERO);
    socket.connect(SocketAddress.of(server.address()).endpoint());
  }

  void send(Message message) throws InterruptedException {
    socket.send(message);
  }

  /** The next answer. */
  Message receiveWhole() throws InterruptedException {
    Message answer = socket.tryReceive(PATIENCE);
    if (answer == null) {
      throw new AssertionError("no answer");
    }
    return answer;
  }

  /** The frames of the next answer behind version and id. */
  List<String> receive() throws InterruptedException {
    Message answer = receiveWhole();
    return List.of(answer.toText().split("\n", -1)).subList(2, answer.size());
  }

  List<String> ask(String id, String... frames) throws InterruptedException {
    Message message = Message.of(Protocol.VERSION, id);
    for (String frame : frames) {
      message = message.append(frame);
    }
    send(message);
    return receive();
  }

  @Override
  public void close() {
    context.close(Duration.ZERO);
  }
}
