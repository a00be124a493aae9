// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.wire;

import static io.nightjar.SocketType.PULL;
import static io.nightjar.testkit.Zmtp.MORE;
import static io.nightjar.testkit.Zmtp.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.PullSocket;
import io.nightjar.SocketEvent.Disconnected;
import io.nightjar.testkit.EventLog;
import io.nightjar.testkit.RawPeer;
import io.nightjar.testkit.Zmtp;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PING and PONG, RFC 37 "Heartbeating". */
final class HeartbeatsTest extends WireTest {
  private static final Duration INTERVAL = Duration.ofMillis(60);
  private static final Duration STEP = Duration.ofMillis(20);

  private PullSocket beating() {
    PullSocket pull = socket(PULL);
    pull.set(Options.HEARTBEAT_IVL, INTERVAL);
    return pull;
  }

  @ParameterizedTest(name = "context of {0} bytes, {1} come back")
  @CsvSource({"0, 0", "1, 1", "16, 16", "17, 16", "200, 16"})
  void pongReturnsUpTo16BytesOfContext(int size, int back) {
    byte[] context = new byte[size];
    for (int i = 0; i < size; i++) {
      context[i] = (byte) (i + 1);
    }
    RawPeer raw = rawTo(socket(PULL)).handshake("PUSH").sendPing(0, context);
    assertThat(raw.expectCommand("PONG")).isEqualTo(Arrays.copyOf(context, back));
  }

  @Test
  void pingsOfAPeerOf30AreAnsweredToo() {
    RawPeer raw = rawTo(socket(PULL)).handshake("PUSH", 0).sendPing(0, utf8("x"));
    assertThat(raw.expectCommand("PONG")).isEqualTo(utf8("x"));
  }

  @Test
  void aPeerSilentForItsTtlIsCutOff() {
    PullSocket pull = socket(PULL);
    try (EventLog events = EventLog.of(pull)) {
      RawPeer raw = rawTo(pull).handshake("PUSH").sendPing(1, utf8(""));
      raw.expectCommand("PONG");
      raw.expectEnd();
      assertThat(events.await(Disconnected.class).reason()).contains("100 ms");
    }
  }

  @Test
  void anyByteWithinTheTtlIsLife() throws Exception {
    PullSocket pull = socket(PULL);
    RawPeer raw = rawTo(pull).handshake("PUSH").sendPing(1, utf8(""));
    raw.expectCommand("PONG");
    trickle(raw, 20);
    expect(pull, "x".repeat(20));
  }

  /** Sends a message of so many bytes, one at a time, for longer than any limit of these tests. */
  private static void trickle(RawPeer raw, int count) {
    raw.send(new byte[] {0, (byte) count});
    for (int i = 0; i < count; i++) {
      raw.send("78").expectSilence(STEP);
    }
  }

  @ParameterizedTest(name = "HEARTBEAT_TTL {0} ms is {1} tenths")
  @CsvSource({"0, 0", "99, 0", "100, 1", "1000, 10", "65500, 655", "70000, 655"})
  void pingCarriesTheTtlInTenthsOfASecondAndAtMost655(int millis, int tenths) {
    PullSocket pull = beating();
    pull.set(Options.HEARTBEAT_TTL, Duration.ofMillis(millis));
    byte[] ping = rawTo(pull).handshake("PUSH").expectCommand("PING");
    assertThat(ping.length).isBetween(2, 18);
    assertThat(ByteBuffer.wrap(ping).getShort()).isEqualTo((short) tenths);
  }

  @Test
  void aPeerThatAnswersNoPingIsCutOff() {
    PullSocket pull = beating();
    try (EventLog events = EventLog.of(pull)) {
      rawTo(pull).handshake("PUSH").expectEnd();
      assertThat(events.await(Disconnected.class).reason()).contains("60 ms");
    }
  }

  @Test
  void aPeerThatAnswersPingsStays() throws Exception {
    PullSocket pull = beating();
    pull.set(Options.HEARTBEAT_TIMEOUT, Duration.ofMillis(500));
    RawPeer raw = rawTo(pull).handshake("PUSH");
    for (int i = 0; i < 12; i++) {
      byte[] ping = raw.expectCommand("PING");
      raw.sendCommand("PONG", Arrays.copyOfRange(ping, 2, ping.length));
    }
    raw.sendMessage("still here");
    expect(pull, "still here");
  }

  @ParameterizedTest(name = "in {0}")
  @ValueSource(strings = {"a short frame", "a large frame"})
  void anyByteIsAnAnswer(String where) throws Exception {
    PullSocket pull = beating();
    // Long enough for a test that has to wait for its core, and shorter than the whole frame takes.
    pull.set(Options.HEARTBEAT_TIMEOUT, Duration.ofMillis(500));
    RawPeer raw = rawTo(pull).handshake("PUSH");
    int size = where.equals("a short frame") ? 20 : 200_000;
    byte[] frame = Zmtp.frame(0, new byte[size]);
    int sent = frame.length - 20;
    raw.send(Arrays.copyOf(frame, sent));
    for (; sent < frame.length; sent++) {
      raw.send(Arrays.copyOfRange(frame, sent, sent + 1));
      pause(raw, Duration.ofMillis(50));
    }
    assertThat(receive(pull)).isEqualTo(Message.of(new byte[size]));
  }

  /** Lets time pass, taking PINGs but answering none. */
  private static void pause(RawPeer raw, Duration span) {
    try {
      raw.expectSilence(span);
    } catch (AssertionError ping) {
      raw.expectCommand("PING");
    }
  }

  @Test
  void theClockStopsWhileTheReceiverDoesNotRead() throws Exception {
    PullSocket pull = beating();
    pull.set(Options.RCVHWM, 1);
    try (EventLog events = EventLog.of(pull)) {
      RawPeer raw = rawTo(pull).handshake("PUSH");
      // More than one read takes, so that reading pauses with the peer's bytes unread.
      for (int i = 0; i < 5; i++) {
        raw.sendMessage(new byte[100_000]);
      }
      for (int i = 0; i < 6; i++) {
        raw.expectCommand("PING");
      }
      assertThat(events.count(Disconnected.class)).as("disconnects").isZero();
      raw.sendCommand("PONG", utf8(""));
      for (int i = 0; i < 5; i++) {
        assertThat(receive(pull).byteCount()).isEqualTo(100_000);
      }
    }
  }

  @Test
  void aPeerBeforeItsReadyIsSentNoPing() {
    PullSocket pull = beating();
    RawPeer raw = rawTo(pull).greet(1);
    raw.expectCommand("READY");
    raw.expectSilence(INTERVAL.multipliedBy(3));
  }

  @Test
  void pongComesBeforeQueuedMessagesButNotInsideAFrame() throws Exception {
    PullSocket pull = socket(PULL);
    RawPeer raw = rawTo(pull).handshake("PUSH").sendFrame(MORE, utf8("a")).sendPing(0, utf8("p"));
    assertThat(raw.expectCommand("PONG")).isEqualTo(utf8("p"));
    raw.sendFrame(0, utf8("b"));
    expect(pull, "a", "b");
  }

  @Test
  void unaskedPongsAreIgnored() throws Exception {
    PullSocket pull = socket(PULL);
    rawTo(pull).handshake("PUSH").sendCommand("PONG", utf8("what?")).sendMessage("hi");
    expect(pull, "hi");
  }
}
