// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.wire;

import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.testkit.Zmtp.COMMAND;
import static io.nightjar.testkit.Zmtp.LONG;
import static io.nightjar.testkit.Zmtp.MORE;
import static io.nightjar.testkit.Zmtp.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.SocketEvent.Disconnected;
import io.nightjar.testkit.EventLog;
import io.nightjar.testkit.RawPeer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames and commands in traffic, RFC 37 "Framing". */
final class FramesTest extends WireTest {
  private PullSocket pull;
  private RawPeer raw;

  private RawPeer pusher() {
    pull = socket(PULL);
    raw = rawTo(pull).handshake("PUSH");
    return raw;
  }

  @Test
  void longFormIsTakenForShortBodies() throws Exception {
    pusher().sendFrame(LONG | MORE, utf8("abc")).sendFrame(LONG, utf8(""));
    expect(pull, "abc", "");
  }

  @Test
  void reservedFlagsAreIgnored() throws Exception {
    pusher().send("f9 01 61").send("f8 01 62");
    expect(pull, "a", "b");
  }

  @Test
  void emptyMessagesAreMessages() throws Exception {
    pusher().sendMessage("").sendMessage("", "").sendMessage("end");
    expect(pull, "");
    expect(pull, "", "");
    expect(pull, "end");
  }

  @Test
  void unknownCommandsAreIgnored() throws Exception {
    pusher()
        .sendCommand("NOVELTY", utf8("whatever"))
        .sendCommand("READY", utf8(""))
        .sendMessage("a");
    raw.sendCommand("ERROR", utf8("\0")).sendMessage("b");
    expect(pull, "a");
    expect(pull, "b");
  }

  @Test
  void moreIsIgnoredOnCommands() throws Exception {
    pusher().sendFrame(COMMAND | MORE, utf8("\7NOVELTY")).sendMessage("a");
    expect(pull, "a");
  }

  @Test
  void commandsMayComeBetweenTheFramesOfAMessage() throws Exception {
    pusher().sendFrame(MORE, utf8("a")).sendPing(0, utf8("one")).sendFrame(MORE, utf8("b"));
    raw.sendCommand("NOVELTY", new byte[300]).sendPing(0, utf8("two")).sendFrame(0, utf8("c"));
    assertThat(raw.expectCommand("PONG")).isEqualTo(utf8("one"));
    assertThat(raw.expectCommand("PONG")).isEqualTo(utf8("two"));
    expect(pull, "a", "b", "c");
  }

  @Test
  void commandsMayComeBetweenTheFramesOfALargeMessage() throws Exception {
    byte[] large = new byte[1 << 20];
    Arrays.fill(large, (byte) 'x');
    pusher().sendFrame(MORE, large).sendPing(0, utf8("one")).sendFrame(0, large);
    assertThat(raw.expectCommand("PONG")).isEqualTo(utf8("one"));
    assertThat(receive(pull)).isEqualTo(Message.of(large, large));
  }

  @Test
  void thousandsOfCommandsAloneDoNotDisturbWhatFollows() throws Exception {
    pusher();
    for (int i = 0; i < 200; i++) {
      for (int j = 0; j < 50; j++) {
        raw.sendPing(0, new byte[16]);
      }
      for (int j = 0; j < 50; j++) {
        raw.expectCommand("PONG");
      }
    }
    raw.sendMessage("end");
    expect(pull, "end");
  }

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(
      ints = {0, 1, 254, 255, 256, 257, 65_535, 65_536, 65_537, 300_000, 2_000_000, 20_000_000})
  void areSentInTheShortFormUpTo255Bytes(int size) throws Exception {
    PushSocket push = socket(PUSH);
    RawPeer puller = rawTo(push).handshake("PULL");
    byte[] body = new byte[size];
    Arrays.fill(body, (byte) 7);
    send(push, Message.of(body, body));
    for (int more = MORE; more >= 0; more--) {
      RawPeer.Frame frame = puller.expectFrame();
      assertThat(frame.flags()).isEqualTo(size <= 255 ? more : more | LONG);
      assertThat(frame.body()).isEqualTo(body);
    }
  }

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(
      ints = {
        65_515,
        65_516,
        65_525,
        65_526,
        65_527,
        65_528,
        65_535,
        65_536,
        131_072,
        10_000_000,
        20_000_000
      })
  void arriveWholeAtTheBordersOfBuffers(int size) throws Exception {
    pusher();
    byte[] body = new byte[size];
    Arrays.fill(body, (byte) 7);
    raw.sendMessage("before").sendMessage(body, utf8("after")).sendMessage("last");
    expect(pull, "before");
    assertThat(receive(pull)).isEqualTo(Message.of(body, utf8("after")));
    expect(pull, "last");
  }

  @Test
  void longerThanMaxmsgsizeEndTheConnectionBeforeTheyCome() throws Exception {
    pull = socket(PULL).set(Options.MAXMSGSIZE, 100L);
    try (EventLog events = EventLog.of(pull)) {
      raw = rawTo(pull).handshake("PUSH").sendMessage(new byte[100], new byte[100]);
      assertThat(receive(pull).byteCount()).isEqualTo(200);
      raw.send("02 00000000ffffffff").expectEnd();
      assertThat(events.await(Disconnected.class).reason()).contains("4294967295").contains("100");
    }
  }

  @Test
  void oneByteLongerThanMaxmsgsizeEndTheConnection() throws Exception {
    pull = socket(PULL).set(Options.MAXMSGSIZE, 100L);
    try (EventLog events = EventLog.of(pull)) {
      raw = rawTo(pull).handshake("PUSH").sendMessage("good").sendMessage(new byte[101]);
      raw.expectEnd();
      expect(pull, "good");
      assertThat(events.await(Disconnected.class).reason()).contains("101");
    }
  }

  @ParameterizedTest(name = "{1}: {0}")
  @CsvSource({
    "02 8000000000000000, a length with the top bit set",
    "02 ffffffffffffffff, a length of minus one",
    "06 8000000000000000, the same for a command",
    "04 00, a command without a name",
    "04 01 05, a command whose name does not fit",
    "04 05 0450494e47, a PING without TTL",
    "04 06 0450494e4700, a PING with half a TTL"
  })
  void thatBreakTheRulesEndTheConnectionWithAReason(String bytes, String what) throws Exception {
    pull = socket(PULL);
    try (EventLog events = EventLog.of(pull)) {
      raw = rawTo(pull).handshake("PUSH").sendMessage("good").send(bytes).expectEnd();
      expect(pull, "good");
      assertThat(events.await(Disconnected.class).reason()).isNotBlank();
    }
  }
}
