// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.PUB;
import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.SUB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nightjar.Connection;
import io.nightjar.FullPolicy;
import io.nightjar.Options;
import io.nightjar.PubSocket;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.QueueFullException;
import io.nightjar.Socket;
import io.nightjar.SubSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The limits of the two sockets on the memory of what waits between them in one process. */
class InprocMemoryTest extends EngineTest {
  private static final String NAME = "inproc://here";
  private static final long MIB = 1 << 20;
  private static final int MANY = 200;
  private static final byte[] BODY = new byte[50_000];

  private static SocketSettings settings(Socket socket) {
    return ((SocketCore) socket).settings();
  }

  private static long usedToSend(Socket socket) {
    return settings(socket).sendBudget().used();
  }

  private static long usedToReceive(Socket socket) {
    return settings(socket).receiveBudget().used();
  }

  private long used() {
    return ((EngineContext) context).budget().used();
  }

  private static <S extends Socket> S unmarked(S socket) {
    socket.set(Options.SNDHWM, 0);
    socket.set(Options.RCVHWM, 0);
    return socket;
  }

  private static Connection link(boolean senderBinds, Socket sender, Socket receiver)
      throws InterruptedException {
    return senderBinds ? link(sender, receiver, NAME) : link(receiver, sender, NAME);
  }

  private void assertBothPay(Socket sender, Socket receiver) {
    assertThat(used()).as("memory in use").isPositive();
    assertThat(usedToSend(sender)).as("the sender's").isEqualTo(used());
    assertThat(usedToReceive(receiver)).as("the receiver's").isEqualTo(used());
    assertThat(usedToReceive(sender)).isZero();
    assertThat(usedToSend(receiver)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"true, 1, 0", "true, 0, 1", "true, 2, 1", "true, 1, 2"})
  @CsvSource({"false, 1, 0", "false, 0, 1", "false, 2, 1", "false, 1, 2"})
  void theLowerLimitActsWhoeverBinds(boolean senderBinds, long sending, long receiving)
      throws Exception {
    PushSocket push = unmarked(socket(PUSH)).set(Options.SEND_MEMORY, sending * MIB);
    PullSocket pull = unmarked(socket(PULL)).set(Options.RECEIVE_MEMORY, receiving * MIB);
    link(senderBinds, push, pull);
    int count = 0;
    while (count < MANY && push.trySend(BODY)) {
      count++;
    }
    assertThat(used()).isBetween(MIB, MIB + 100_000);
    assertBothPay(push, pull);
    Call<Object> blocked =
        Call.blocked(
            () -> {
              push.send(BODY);
              return "sent";
            });
    for (int i = 0; i <= count; i++) {
      assertThat(pull.receiveBytes()).hasSize(BODY.length);
    }
    assertThat(blocked.value()).isEqualTo("sent");
    push.close(Duration.ZERO);
    pull.close(Duration.ZERO);
    assertThat(used()).isZero();
    assertThat(usedToSend(push)).isZero();
    assertThat(usedToReceive(pull)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aPublisherThatBindsKeepsToItsLimit(FullPolicy policy) throws Exception {
    PubSocket pub = unmarked(socket(PUB)).set(Options.SEND_MEMORY, MIB);
    pub.set(Options.WHEN_FULL, policy);
    SubSocket sub = unmarked(socket(SUB));
    sub.subscribe("");
    link(pub, sub, NAME);
    assertThat(pub.awaitSubscribers("", 1, SOON)).isTrue();
    switch (policy) {
      case FAIL ->
          assertThatExceptionOfType(QueueFullException.class)
              .isThrownBy(() -> publishMany(pub))
              .withMessageContaining("SEND_MEMORY");
      case BLOCK -> Call.blocked(() -> publishMany(pub));
      default -> {
        publishMany(pub);
        assertThat(pub.stats().dropped()).isBetween(MANY - 40L, MANY - 1L);
      }
    }
    assertThat(used()).isBetween(policy == FullPolicy.DROP_OLDEST ? 1 : MIB, MIB + 100_000);
    assertBothPay(pub, sub);
  }

  private static int publishMany(PubSocket pub) throws InterruptedException {
    for (int i = 0; i < MANY; i++) {
      pub.send(BODY);
    }
    return MANY;
  }

  @Test
  void whatWasSentBeforeTheBindIsInTheMemoryOfWhoBinds() throws Exception {
    PushSocket push = unmarked(socket(PUSH));
    Connection connection = push.connect(NAME);
    int early = 30;
    for (int i = 0; i < early; i++) {
      assertThat(push.trySend(BODY)).isTrue();
    }
    PullSocket pull = unmarked(socket(PULL)).set(Options.RECEIVE_MEMORY, MIB);
    pull.bind(NAME);
    assertThat(connection.ready(SOON)).isTrue();
    assertBothPay(push, pull);
    assertThat(push.trySend(BODY)).as("there is room").isFalse();
    for (int i = 0; i < early; i++) {
      assertThat(pull.receiveBytes()).hasSize(BODY.length);
    }
    assertThat(push.trySend(BODY)).as("there is room again").isTrue();
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void nothingIsInUseWhenTheConnectionHasEnded(boolean senderBinds) throws Exception {
    PushSocket push = unmarked(socket(PUSH)).set(Options.SEND_MEMORY, MIB);
    PullSocket pull = unmarked(socket(PULL)).set(Options.RECEIVE_MEMORY, 2 * MIB);
    Connection connection = link(senderBinds, push, pull);
    int sent = 10;
    for (int i = 0; i < sent; i++) {
      assertThat(push.trySend(BODY)).isTrue();
    }
    connection.close();
    int received = 0;
    // What had been sent can be received all the same.
    while (pull.tryReceive() != null) {
      received++;
    }
    assertThat(received).isEqualTo(sent);
    until("the memory is back", () -> used() == 0);
    assertThat(usedToSend(push)).isZero();
    assertThat(usedToReceive(pull)).isZero();
  }
}
