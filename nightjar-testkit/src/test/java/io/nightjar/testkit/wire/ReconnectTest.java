// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.wire;

import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.testkit.Zmtp.MORE;
import static io.nightjar.testkit.Zmtp.greeting;
import static io.nightjar.testkit.Zmtp.signature;
import static io.nightjar.testkit.Zmtp.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Connection;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.SocketEvent.ConnectRetried;
import io.nightjar.SocketEvent.Disconnected;
import io.nightjar.testkit.EventLog;
import io.nightjar.testkit.RawPeer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** After which ends a connection is made again, and what of its messages survives. */
final class ReconnectTest extends WireTest {
  private static final Duration SOON = Duration.ofMillis(5);
  private static final Duration WHILE = Duration.ofMillis(200);

  private PushSocket push() {
    PushSocket push = socket(PUSH);
    push.set(Options.RECONNECT_IVL, SOON).set(Options.HANDSHAKE_IVL, Duration.ofMillis(150));
    return push;
  }

  static Stream<Named<Consumer<RawPeer>>> passingEnds() {
    return Stream.of(
        Named.of("a close at once", raw -> {}),
        Named.of("a reset at once", RawPeer::reset),
        Named.of("a close in the signature", raw -> raw.send("ff 00 00 00 00")),
        Named.of("a close after the signature", raw -> raw.send(signature())),
        Named.of("a page of HTTP", raw -> raw.send(utf8("HTTP/1.1 400 Bad Request\r\n\r\n"))),
        Named.of("a close after the greeting", raw -> raw.greet(1)),
        Named.of("a close after the peer's READY", raw -> raw.greet(1).expectCommand("READY")),
        Named.of("a close in READY", raw -> raw.greet(1).send("04 19 05 52")),
        Named.of("a close in traffic", raw -> raw.handshake("PULL")),
        Named.of("a reset in traffic", raw -> raw.handshake("PULL").reset()),
        Named.of("a stall in the handshake", raw -> raw.send(signature()).expectEnd()),
        Named.of("a stall before READY", raw -> raw.greet(1).expectEnd()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("passingEnds")
  void comesAfter(Consumer<RawPeer> end) throws Exception {
    RawPeer.Door door = door();
    PushSocket push = push();
    try (EventLog events = EventLog.of(push)) {
      Connection connection = push.connect(door.endpoint());
      RawPeer first = accept(door);
      end.accept(first);
      first.close();
      RawPeer second = accept(door).handshake("PULL");
      assertThat(events.await(ConnectRetried.class).reason()).isNotBlank();
      assertThat(connection.ready(PATIENCE)).isTrue();
      assertThat(connection.lastError()).isNotBlank();
      send(push, "after");
      second.expectMessage("after");
    }
  }

  @Test
  void comesAfterASilenceThatHeartbeatsFind() {
    RawPeer.Door door = door();
    PushSocket push = push();
    push.set(Options.HEARTBEAT_IVL, MOMENT);
    push.connect(door.endpoint());
    accept(door).handshake("PULL").expectEnd();
    accept(door).handshake("PULL");
  }

  static Stream<Named<Consumer<RawPeer>>> lastingEnds() {
    return Stream.of(
        Named.of("an unfit socket type", raw -> raw.greet(1).sendReady("PUB")),
        Named.of("another mechanism", raw -> raw.send(greeting(3, 1, "CURVE"))),
        Named.of("ERROR", raw -> raw.greet(1).sendCommand("ERROR", utf8("\003400"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lastingEnds")
  void doesNotComeAfter(Consumer<RawPeer> end) throws Exception {
    RawPeer.Door door = door();
    PushSocket push = push();
    Connection connection = push.connect(door.endpoint());
    RawPeer raw = accept(door);
    end.accept(raw);
    raw.expectEnd();
    door.expectNobody(WHILE);
    assertThat(connection.state()).isEqualTo(Connection.State.FAILED);
    assertThat(connection.lastError()).isNotBlank();
    assertThat(connection.ready(PATIENCE)).isFalse();
    assertThat(connection.ready()).isCompletedExceptionally();
  }

  @Test
  void canBeOrderedAnewWhereTheFirstConnectionIsGivenUp() throws Exception {
    RawPeer.Door door = door();
    PushSocket push = push();
    push.connect(door.endpoint());
    accept(door).greet(1).sendReady("PUB").expectEnd();
    door.expectNobody(MOMENT);
    push.disconnect(door.endpoint());
    Connection second = push.connect(door.endpoint());
    accept(door).handshake("PULL");
    assertThat(second.ready(PATIENCE)).isTrue();
  }

  @Test
  void doesNotComeWhereTheIntervalIsNought() throws Exception {
    RawPeer.Door door = door();
    PushSocket push = push();
    push.set(Options.RECONNECT_IVL, Duration.ZERO);
    Connection connection = push.connect(door.endpoint());
    accept(door).handshake("PULL").close();
    door.expectNobody(WHILE);
    assertThat(connection.state()).isEqualTo(Connection.State.FAILED);
  }

  @Test
  void comesWithinTheIntervalAndItsJitter() {
    PushSocket push = push();
    push.set(Options.RECONNECT_IVL, Duration.ofMillis(20));
    try (EventLog events = EventLog.of(push)) {
      push.connect(refusing());
      events.await(ConnectRetried.class, 6);
      assertThat(intervals(events))
          .allMatch(millis -> millis >= 20 && millis < 40)
          .as("varying")
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void comesEverMoreSeldomUpToTheMaximum() {
    PushSocket push = push();
    push.set(Options.RECONNECT_IVL, Duration.ofMillis(5));
    push.set(Options.RECONNECT_IVL_MAX, Duration.ofMillis(50));
    try (EventLog events = EventLog.of(push)) {
      push.connect(refusing());
      events.await(ConnectRetried.class, 6);
      assertThat(intervals(events).subList(0, 6))
          .containsExactly(5.0, 10.0, 20.0, 40.0, 50.0, 50.0);
    }
  }

  /** An endpoint where nobody listens any more. */
  private static String refusing() {
    try (RawPeer.Door gone = RawPeer.listen(TCP)) {
      return gone.endpoint();
    }
  }

  private static List<Double> intervals(EventLog events) {
    return events.all().stream()
        .filter(ConnectRetried.class::isInstance)
        .map(event -> ((ConnectRetried) event).interval().toNanos() / 1e6)
        .toList();
  }

  // ---- what survives ----

  @Test
  void bringsWhatWasSentBeforeTheFirstConnection() throws Exception {
    RawPeer.Door door = door();
    PushSocket push = push();
    push.connect(door.endpoint());
    for (int i = 0; i < 10; i++) {
      send(push, "message", String.valueOf(i));
    }
    accept(door).close();
    accept(door).greet(1).close();
    RawPeer raw = accept(door).handshake("PULL");
    for (int i = 0; i < 10; i++) {
      raw.expectMessage("message", String.valueOf(i));
    }
  }

  @Test
  void bringsWhatWasSentInBetween() throws Exception {
    RawPeer.Door door = door();
    PushSocket push = push();
    try (EventLog events = EventLog.of(push)) {
      push.connect(door.endpoint());
      RawPeer first = accept(door).handshake("PULL");
      send(push, "first");
      first.expectMessage("first").close();
      events.await(Disconnected.class);
      send(push, "second");
      accept(door).handshake("PULL").expectMessage("second");
    }
  }

  /**
   * A stream of numbered three-frame messages to a peer that dies in the middle, over and over:
   * what arrives is whole, in order, and never comes twice. What was on its way is lost.
   */
  @Test
  void bringsNothingTwiceAndNoHalfMessage() throws Exception {
    RawPeer.Door door = door();
    PushSocket push = push();
    push.set(Options.SNDHWM, 4);
    push.connect(door.endpoint());
    int last = 400;
    CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> sendNumbered(push, last));
    List<Integer> got = new ArrayList<>();
    int lives = 0;
    while (got.isEmpty() || got.get(got.size() - 1) < last) {
      RawPeer raw = accept(door).handshake("PULL");
      int most = ++lives > 20 ? Integer.MAX_VALUE : lives % 5;
      for (int i = 0; i < most; i++) {
        int number = expectNumbered(raw);
        got.add(number);
        if (number == last) {
          break;
        }
      }
      if (got.isEmpty() || got.get(got.size() - 1) < last) {
        raw.expectBytes(1000 * (lives % 7));
        raw.close();
      }
    }
    finish(sender);
    assertThat(got).isSorted().doesNotHaveDuplicates();
    assertThat(lives).isGreaterThan(20);
  }

  private static void sendNumbered(PushSocket push, int last) {
    try {
      for (int i = 0; i <= last; i++) {
        byte[] number = ByteBuffer.allocate(4).putInt(i).array();
        send(push, Message.of(number, new byte[i % 3 == 0 ? 300_000 : 30_000], number));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int expectNumbered(RawPeer raw) {
    RawPeer.Frame first = raw.expectFrame();
    assertThat(first.body()).as("the first frame of a message").hasSize(4);
    int number = ByteBuffer.wrap(first.body()).getInt();
    assertThat(raw.expectFrame().body()).hasSize(number % 3 == 0 ? 300_000 : 30_000);
    RawPeer.Frame third = raw.expectFrame();
    assertThat(third.body()).isEqualTo(first.body());
    assertThat(third.more()).isFalse();
    return number;
  }

  private static void finish(CompletableFuture<Void> task)
      throws InterruptedException, ExecutionException, TimeoutException {
    task.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void dropsTheHalfMessageThatHadArrived() throws Exception {
    RawPeer.Door door = door();
    PullSocket pull = socket(PULL);
    pull.set(Options.RECONNECT_IVL, SOON);
    pull.connect(door.endpoint());
    RawPeer first = accept(door).handshake("PUSH").sendMessage("whole", "one");
    first.sendFrame(MORE, utf8("half")).sendFrame(MORE, new byte[500_000]).send("00 05 61 62");
    first.close();
    accept(door).handshake("PUSH").sendMessage("second");
    expect(pull, "whole", "one");
    expect(pull, "second");
  }

  @Test
  void doesNotBringWhatABoundSocketHadForALostPeer() throws Exception {
    PushSocket push = push();
    push.set(Options.SNDHWM, 10);
    try (EventLog events = EventLog.of(push)) {
      RawPeer first = rawTo(push).handshake("PULL");
      int queued = 0;
      while (push.trySend(Message.of(new byte[1_000_000]), MOMENT)) {
        queued++;
      }
      assertThat(queued).isGreaterThan(5);
      first.close();
      events.await(Disconnected.class);
      assertThat(push.stats().lost()).isPositive();
      RawPeer second = rawTo(push).handshake("PULL");
      send(push, "fresh");
      second.expectMessage("fresh");
    }
  }

  @Test
  void leavesTheRawPeerUnableToWriteOnceTheSocketIsClosed() {
    RawPeer.Door door = door();
    PushSocket push = push();
    push.connect(door.endpoint());
    RawPeer raw = accept(door).handshake("PULL");
    push.close(Duration.ZERO);
    raw.expectEnd();
    door.expectNobody(MOMENT);
  }
}
