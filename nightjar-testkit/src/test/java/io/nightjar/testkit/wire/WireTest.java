// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Context;
import io.nightjar.Message;
import io.nightjar.Receiver;
import io.nightjar.Sender;
import io.nightjar.Socket;
import io.nightjar.SocketType;
import io.nightjar.testkit.LeakCheck;
import io.nightjar.testkit.RawPeer;
import io.nightjar.testkit.Zmtp;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A context of Nightjar, raw peers to talk to it, and a check that nothing of both is left. */
abstract class WireTest {
  static final Duration PATIENCE = Duration.ofSeconds(5);
  static final Duration MOMENT = Duration.ofMillis(50);
  static final String TCP = "tcp://127.0.0.1:*";

  private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
  private LeakCheck leaks;
  Context context;

  @BeforeEach
  void open() {
    leaks = LeakCheck.begin();
    context = Context.create();
  }

  @AfterEach
  void close() throws Exception {
    while (!toClose.isEmpty()) {
      toClose.pop().close();
    }
    context.close(Duration.ZERO);
    leaks.expectNothingLeft();
  }

  <S extends Socket> S socket(SocketType<S> type) {
    return context.socket(type);
  }

  /** Closes it after the test. */
  <C extends AutoCloseable> C keep(C closeable) {
    toClose.push(closeable);
    return closeable;
  }

  /** A raw peer, connected to a socket that is bound for that. */
  RawPeer rawTo(Socket socket) {
    String endpoint =
        socket.lastEndpoint().isEmpty() ? socket.bind(TCP).address() : socket.lastEndpoint();
    return keep(RawPeer.connect(endpoint));
  }

  RawPeer.Door door() {
    return keep(RawPeer.listen(TCP));
  }

  RawPeer accept(RawPeer.Door door) {
    return keep(door.accept());
  }

  static void send(Sender socket, Message message) throws InterruptedException {
    assertThat(socket.trySend(message, PATIENCE))
        .as("%s found room to send within %s", socket.type(), PATIENCE)
        .isTrue();
  }

  static void send(Sender socket, String... frames) throws InterruptedException {
    byte[][] bodies = new byte[frames.length][];
    for (int i = 0; i < frames.length; i++) {
      bodies[i] = Zmtp.utf8(frames[i]);
    }
    send(socket, Message.wrap(bodies));
  }

  static Message receive(Receiver socket) throws InterruptedException {
    Message message = socket.tryReceive(PATIENCE);
    assertThat(message).as("what %s received within %s", socket.type(), PATIENCE).isNotNull();
    return message;
  }

  static void expect(Receiver socket, String first, String... more) throws InterruptedException {
    assertThat(receive(socket)).isEqualTo(Message.of(first, more));
  }
}
