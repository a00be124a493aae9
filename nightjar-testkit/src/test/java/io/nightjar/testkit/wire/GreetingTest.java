// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.wire;

import static io.nightjar.SocketType.DEALER;
import static io.nightjar.SocketType.PUB;
import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.ROUTER;
import static io.nightjar.testkit.Zmtp.greeting;
import static io.nightjar.testkit.Zmtp.signature;
import static io.nightjar.testkit.Zmtp.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.PubSocket;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.RouterSocket;
import io.nightjar.Socket;
import io.nightjar.SocketEvent.Disconnected;
import io.nightjar.SocketEvent.HandshakeFailed;
import io.nightjar.SocketEvent.HandshakeSucceeded;
import io.nightjar.testkit.EventLog;
import io.nightjar.testkit.RawPeer;
import io.nightjar.testkit.Zmtp;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The greeting, RFC 37 "Greeting", and what became of older ones (RFC 13, 15, 23). */
final class GreetingTest extends WireTest {
  @Test
  void comesInStagesAsTheGreetingOfThePeerTellsWhatItIs() {
    RawPeer raw = rawTo(socket(PULL));
    raw.expect("ff 0000000000000001 7f").expectSilence(MOMENT);
    raw.send(signature()).expect("03").expectSilence(MOMENT);
    raw.send("03").expect("01" + HexFormat.of().formatHex(utf8("NULL")) + "00".repeat(48));
    raw.expectSilence(MOMENT);
  }

  @Test
  void announcesTheLengthOfTheIdentityToPeersOfVersion1() {
    RawPeer raw = rawTo(socket(DEALER).set(Options.ROUTING_ID, utf8("abc")));
    raw.expect("ff 0000000000000004 7f");
  }

  @Test
  void mayComeAllAtOnceWithTheFirstMessage() throws Exception {
    PullSocket pull = socket(PULL);
    RawPeer raw = rawTo(pull);
    raw.send(
        Zmtp.join(
            greeting(3, 1, "NULL"),
            Zmtp.command("READY", Zmtp.property("Socket-Type", utf8("PUSH"))),
            Zmtp.message(utf8("hello"))));
    expect(pull, "hello");
  }

  @Test
  void mayComeByteByByte() throws Exception {
    PullSocket pull = socket(PULL);
    RawPeer raw = rawTo(pull);
    raw.sendByteByByte(greeting(3, 1, "NULL")).sendReady("PUSH").sendMessage("hello");
    expect(pull, "hello");
  }

  @ParameterizedTest(name = "{0}.{1} is spoken to as {2}")
  @CsvSource({"3,0,3.0", "3,1,3.1", "3,9,3.1", "4,7,3.1", "255,0,3.1", "2,0,3.1"})
  void takesEveryVersionFrom3OnAsTheNearestThatIsKnown(int major, int minor, String spoken)
      throws Exception {
    PullSocket pull = socket(PULL);
    try (EventLog events = EventLog.of(pull)) {
      RawPeer raw = rawTo(pull);
      raw.send(greeting(major, minor, "NULL")).sendReady("PUSH").sendMessage("hello");
      expect(pull, "hello");
      assertThat(events.await(HandshakeSucceeded.class).peer().version()).isEqualTo(spoken);
    }
  }

  @Test
  void isNotJudgedByItsPaddingNorByWhoIsServer() throws Exception {
    PullSocket pull = socket(PULL);
    byte[] greeting = greeting(3, 1, "NULL");
    for (int i = 1; i <= 8; i++) {
      greeting[i] = (byte) (0x11 * i);
    }
    greeting[9] = 0x01;
    greeting[32] = 1;
    rawTo(pull).send(greeting).sendReady("PUSH").sendMessage("hello");
    expect(pull, "hello");
  }

  @Test
  void ofAnotherMechanismEndsTheConnection() {
    PullSocket pull = socket(PULL);
    try (EventLog events = EventLog.of(pull)) {
      rawTo(pull).send(greeting(3, 1, "PLAIN")).expectEnd();
      HandshakeFailed failed = events.await(HandshakeFailed.class);
      assertThat(failed.code()).isEqualTo(0x2000);
      assertThat(failed.detail()).isEqualTo(0x11000002);
      assertThat(failed.reason()).contains("PLAIN").contains("NULL");
      assertThat(events.await(Disconnected.class).reason()).contains("PLAIN");
    }
  }

  // ---- ZMTP 2.0: byte 10 is 1; then the socket type, and frames without commands ----

  @Test
  void ofVersion2IsAnsweredWithTheSocketTypeAndAnIdentityFrame() throws Exception {
    PullSocket pull = socket(PULL);
    try (EventLog events = EventLog.of(pull)) {
      RawPeer raw = rawTo(pull);
      raw.send(signature()).send("01 08 00 00").send("01 01 61 00 01 62");
      raw.expect("ff 0000000000000001 7f 03 07 00 00");
      expect(pull, "a", "b");
      assertThat(events.await(HandshakeSucceeded.class).peer().version()).isEqualTo("2.0");
    }
  }

  @Test
  void ofVersion2GetsFramesOfVersion2() throws Exception {
    PushSocket push = socket(PUSH);
    RawPeer raw = rawTo(push);
    raw.send(signature()).send("01 07 00 00").expect("ff 0000000000000001 7f 03 08 00 00");
    send(push, "a", "b");
    raw.expect("01 01 61 00 01 62");
    byte[] body = new byte[300];
    send(push, Message.of(body));
    raw.expect("02 000000000000012c").expect("00".repeat(300));
  }

  @Test
  void ofVersion2TellsTheIdentityToARouter() throws Exception {
    RouterSocket router = socket(ROUTER);
    RawPeer raw = rawTo(router);
    raw.send(signature()).send("01 05 00 03 616263").send("00 02 6869");
    raw.expect("ff 0000000000000001 7f 03 06 00 00");
    expect(router, "abc", "hi");
    send(router, "abc", "yo");
    raw.expect("00 02 796f");
  }

  @Test
  void ofVersion2WithAnUnfitSocketTypeEndsTheConnection() {
    PullSocket pull = socket(PULL);
    try (EventLog events = EventLog.of(pull)) {
      rawTo(pull).send(signature()).send("01 01 00 00").expectEnd();
      assertThat(events.await(HandshakeFailed.class).reason()).contains("PUB");
    }
  }

  // ---- ZMTP 1.0 behind a versioned greeting: byte 10 is 0 ----

  @Test
  void ofVersionedVersion1IsFollowedByFramesOfVersion1() throws Exception {
    PullSocket pull = socket(PULL);
    RawPeer raw = rawTo(pull);
    raw.send(signature()).send("00 08 01 00").send("02 01 61 02 00 62");
    raw.expect("ff 0000000000000001 7f 03 07 01 00");
    expect(pull, "a", "b");
  }

  // ---- ZMTP 1.0: no greeting at all, but an identity frame ----

  @ParameterizedTest(name = "identity frame {0}")
  @ValueSource(strings = {"01 00", "04 00 616263", "ff 0000000000000004 00 616263"})
  void ofVersion1IsAnIdentityFrame(String identity) throws Exception {
    PullSocket pull = socket(PULL);
    try (EventLog events = EventLog.of(pull)) {
      RawPeer raw = rawTo(pull);
      raw.expect("ff 0000000000000001 7f").send(identity).send("02 01 61 02 00 62 03 00 6869");
      expect(pull, "a", "b");
      expect(pull, "hi");
      assertThat(events.await(HandshakeSucceeded.class).peer().version()).isEqualTo("1.0");
    }
  }

  @Test
  void ofVersion1GetsTheIdentityWhoseLengthTheSignatureAnnounced() throws Exception {
    RouterSocket router = socket(ROUTER).set(Options.ROUTING_ID, utf8("router"));
    RawPeer raw = rawTo(router);
    raw.expect("ff 0000000000000007 7f").send("04 00 616263").expect("726f75746572");
    raw.send("03 00 6869");
    expect(router, "abc", "hi");
    send(router, "abc", "a", "b");
    raw.expect("02 01 61 02 00 62");
  }

  @Test
  void ofVersion1GetsLongFramesOfVersion1() throws Exception {
    PushSocket push = socket(PUSH);
    RawPeer raw = rawTo(push);
    raw.send("01 00").expect("ff 0000000000000001 7f");
    send(push, Message.of(new byte[253]));
    raw.expect("fe 00" + "00".repeat(253));
    send(push, Message.of(new byte[254]));
    raw.expect("ff 00000000000000ff 00" + "00".repeat(254));
  }

  @Test
  void ofVersion1CountsAsASubscriptionToEverything() throws Exception {
    PubSocket pub = socket(PUB);
    RawPeer raw = rawTo(pub);
    raw.send("01 00").expect("ff 0000000000000001 7f");
    assertThat(pub.awaitSubscribers("anything", 1, PATIENCE)).isTrue();
    send(pub, "x");
    raw.expect("02 00 78");
  }

  @Test
  void ofEveryAgeIsMetAtOneBinding() throws Exception {
    PullSocket pull = socket(PULL);
    rawTo(pull).send("01 00").send("03 00 3130");
    rawTo(pull).send(signature()).send("01 08 00 00").send("00 02 3230");
    rawTo(pull).handshake("PUSH", 0).sendMessage("30");
    rawTo(pull).handshake("PUSH", 1).sendMessage("31");
    Set<String> got = new TreeSet<>();
    for (int i = 0; i < 4; i++) {
      got.add(receive(pull).text());
    }
    assertThat(got).containsExactly("10", "20", "30", "31");
  }

  @Test
  void isSentByTheConnectingSideToo() {
    RawPeer.Door door = door();
    Socket push = socket(PUSH);
    push.connect(door.endpoint());
    accept(door).expect("ff 0000000000000001 7f").expectSilence(MOMENT);
  }
}
