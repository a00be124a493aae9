// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.wire;

import static io.nightjar.SocketType.DEALER;
import static io.nightjar.SocketType.PAIR;
import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.REQ;
import static io.nightjar.SocketType.ROUTER;
import static io.nightjar.testkit.Zmtp.join;
import static io.nightjar.testkit.Zmtp.property;
import static io.nightjar.testkit.Zmtp.utf8;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.PairSocket;
import io.nightjar.PullSocket;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.RouterSocket;
import io.nightjar.Socket;
import io.nightjar.SocketEvent.Disconnected;
import io.nightjar.SocketEvent.HandshakeFailed;
import io.nightjar.SocketEvent.HandshakeSucceeded;
import io.nightjar.SocketType;
import io.nightjar.testkit.EventLog;
import io.nightjar.testkit.RawPeer;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** READY under NULL, identities, and envelopes: RFC 37 "The NULL mechanism", RFC 28. */
final class HandshakeTest extends WireTest {
  private static final Set<String> NAMED = Set.of("REQ", "DEALER", "ROUTER");

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"PUB", "SUB", "REQ", "REP", "DEALER", "ROUTER", "PULL", "PUSH", "XPUB", "XSUB"})
  void readyIsSentAtOnceWithTypeAndWhereItCountsIdentity(String type) {
    Socket socket = socket(SocketType.named(type));
    byte[] ready = rawTo(socket).greet(1).expectCommand("READY");
    byte[] kind = property("Socket-Type", utf8(type));
    assertThat(ready)
        .isEqualTo(NAMED.contains(type) ? join(kind, property("Identity", utf8(""))) : kind);
  }

  @Test
  void aBoundPairSaysReadyWhenItKnowsItsPeerAndTurnsASecondOneAwayWithoutAWord() throws Exception {
    PairSocket pair = socket(PAIR);
    RawPeer first = rawTo(pair).greet(1).sendReady("PAIR");
    assertThat(first.expectCommand("READY")).isEqualTo(property("Socket-Type", utf8("PAIR")));
    RawPeer second = rawTo(pair).greet(1);
    second.sendReady("PAIR").expectEnd();
    first.sendMessage("hi");
    expect(pair, "hi");
  }

  @Test
  void readyTellsTheRoutingIdAndTheProperties() {
    Socket dealer = socket(DEALER).set(Options.ROUTING_ID, utf8("me"));
    dealer.set(Options.METADATA, "X-Colour:red");
    byte[] ready = rawTo(dealer).greet(1).expectCommand("READY");
    assertThat(new String(ready, ISO_8859_1))
        .contains("\10Identity\0\0\0\2me")
        .contains("\10X-Colour\0\0\0\3red");
  }

  @Test
  void propertyNamesAreTakenInAnyCaseAndUnknownOnesAreKept() throws Exception {
    RouterSocket router = socket(ROUTER);
    byte[] properties =
        join(
            property("sOCKET-tYPE", utf8("DEALER")),
            property("IDENTITY", utf8("me")),
            property("X-App", utf8("seven")),
            property("Resource", utf8("thing")));
    rawTo(router).greet(1).sendCommand("READY", properties).sendMessage("hi");
    Message message = receive(router);
    assertThat(message).isEqualTo(Message.of("me", "hi"));
    assertThat(message.property("X-App")).isEqualTo("seven");
    assertThat(message.property("Socket-Type")).isEqualTo("DEALER");
  }

  @Test
  void socketTypeMayBeMissing() throws Exception {
    PullSocket pull = socket(PULL);
    rawTo(pull).greet(1).sendCommand("READY", utf8("")).sendMessage("hi");
    expect(pull, "hi");
  }

  @Test
  void anUnfitSocketTypeEndsTheConnectionWithoutAReady() {
    PullSocket pull = socket(PULL);
    try (EventLog events = EventLog.of(pull)) {
      rawTo(pull).greet(1).sendReady("PUB").expectEnd();
      HandshakeFailed failed = events.await(HandshakeFailed.class);
      assertThat(failed.code()).isEqualTo(0x2000);
      assertThat(failed.detail()).isEqualTo(0x10000018);
      assertThat(failed.reason()).contains("PUB").contains("PULL");
    }
  }

  @ParameterizedTest(name = "{2}: {0}")
  @CsvSource({
    "00 02 6869, 0x10000001, a message",
    "04 05 0450494e47, 0x10000001, a short PING",
    "04 07 0450494e470000, 0x10000001, a PING",
    "04 08 074e4f56454c5459, 0x10000001, an unknown command",
    "04 00, 0x10000011, a command without a name",
    "04 09 055245414459 0b 53 6f, 0, a READY with half a property name",
    "04 0b 055245414459 01 58 000000, 0, a READY with half a length",
    "04 0d 055245414459 01 58 00000005 61, 0, a READY with half a value",
    "06 000000000fffffff, 0x10000011, a command of 256 MiB",
    "06 ffffffffffffffff, 0x10000011, a command of negative length"
  })
  void whatIsNoReadyEndsTheConnectionWithAReason(String bytes, String detail, String what) {
    PullSocket pull = socket(PULL);
    try (EventLog events = EventLog.of(pull)) {
      rawTo(pull).greet(1).send(bytes).expectEnd();
      HandshakeFailed failed = events.await(HandshakeFailed.class);
      assertThat(failed.code()).as(what).isEqualTo(0x2000);
      assertThat(failed.reason()).as(what).isNotBlank();
      if (!detail.equals("0")) {
        assertThat(failed.detail()).as(what).isEqualTo(Integer.decode(detail));
      }
    }
  }

  @Test
  void errorEndsTheConnectionAndTheEventTellsItsReason() {
    PullSocket pull = socket(PULL);
    try (EventLog events = EventLog.of(pull)) {
      rawTo(pull).greet(1).sendCommand("ERROR", utf8("\12not you 07")).expectEnd();
      assertThat(events.await(HandshakeFailed.class).reason()).contains("not you 07");
    }
  }

  @Test
  void aSecondReadyIsIgnoredAsAnyOtherCommandInTraffic() throws Exception {
    PullSocket pull = socket(PULL);
    rawTo(pull).handshake("PUSH").sendReady("PUB").sendMessage("hi");
    expect(pull, "hi");
  }

  // ---- routing ids ----

  @Test
  void withoutIdentityOrWithAnEmptyOneAPeerGetsANumberOfFiveBytes() throws Exception {
    RouterSocket router = socket(ROUTER);
    rawTo(router).greet(1).sendReady("DEALER").sendMessage("none");
    byte[] first = receive(router).bytes(0);
    rawTo(router).greet(1).sendReady("DEALER", utf8("")).sendMessage("empty");
    byte[] second = receive(router).bytes(0);
    assertThat(first).hasSize(5).startsWith((byte) 0);
    assertThat(second).hasSize(5).startsWith((byte) 0).isNotEqualTo(first);
  }

  @ParameterizedTest(name = "{0} bytes, the first {1}")
  @CsvSource({"1, 65", "255, 65", "256, 65", "300, 65", "1, 0", "7, 0", "5, 0"})
  void anIdentityOfEverySizeIsTheRoutingId(int size, int first) throws Exception {
    RouterSocket router = socket(ROUTER);
    byte[] id = new byte[size];
    Arrays.fill(id, (byte) 'i');
    id[0] = (byte) first;
    RawPeer raw = rawTo(router).greet(1).sendReady("DEALER", id).sendMessage("hi");
    assertThat(receive(router)).isEqualTo(Message.of(id, utf8("hi")));
    raw.expectCommand("READY");
    send(router, Message.of(id, utf8("yo")));
    raw.expectMessage("yo");
  }

  @Test
  void ofTwoPeersWithOneIdentityTheFirstKeepsIt() throws Exception {
    RouterSocket router = socket(ROUTER);
    RawPeer first = rawTo(router).greet(1).sendReady("DEALER", utf8("twin")).sendMessage("first");
    expect(router, "twin", "first");
    RawPeer second = rawTo(router).greet(1).sendReady("DEALER", utf8("twin")).sendMessage("second");
    second.expectCommand("READY");
    first.expectCommand("READY");
    send(router, "twin", "reply");
    first.expectMessage("reply").sendMessage("again");
    expect(router, "twin", "again");
    assertThat(router.tryReceive(MOMENT)).as("what came from the second").isNull();
  }

  @Test
  void withHandoverTheSecondOfTwoPeersTakesTheIdentity() throws Exception {
    RouterSocket router = socket(ROUTER).set(Options.ROUTER_HANDOVER, true);
    RawPeer first = rawTo(router).greet(1).sendReady("DEALER", utf8("twin")).sendMessage("first");
    expect(router, "twin", "first");
    RawPeer second = rawTo(router).greet(1).sendReady("DEALER", utf8("twin")).sendMessage("second");
    expect(router, "twin", "second");
    first.expectCommand("READY");
    first.expectEnd();
    second.expectCommand("READY");
    send(router, "twin", "reply");
    second.expectMessage("reply");
  }

  @Test
  void anIdentityIsFreeAgainWhenItsPeerIsGone() throws Exception {
    RouterSocket router = socket(ROUTER);
    try (EventLog events = EventLog.of(router)) {
      rawTo(router).greet(1).sendReady("DEALER", utf8("one")).sendMessage("first").shutdownOutput();
      expect(router, "one", "first");
      events.await(Disconnected.class);
      rawTo(router).greet(1).sendReady("DEALER", utf8("one")).sendMessage("second");
      expect(router, "one", "second");
    }
  }

  // ---- envelopes ----

  @Test
  void repSendsBackTheWholeEnvelope() throws Exception {
    RepSocket rep = socket(REP);
    RawPeer raw = rawTo(rep).handshake("DEALER");
    raw.sendMessage("one", "two", "three", "", "body", "", "more");
    expect(rep, "body", "", "more");
    send(rep, "reply");
    raw.expectMessage("one", "two", "three", "", "reply");
  }

  @Test
  void repDropsARequestWithoutDelimiterAndKeepsTheConnection() throws Exception {
    RepSocket rep = socket(REP);
    RawPeer raw = rawTo(rep).handshake("DEALER");
    raw.sendMessage("no", "delimiter").sendMessage("alone").sendMessage("", "good");
    expect(rep, "good");
    send(rep, "reply");
    raw.expectMessage("", "reply");
  }

  @Test
  void repTakesABodyThatIsEmptyOrMissing() throws Exception {
    RepSocket rep = socket(REP);
    RawPeer raw = rawTo(rep).handshake("REQ");
    raw.sendMessage("", "");
    expect(rep, "");
    send(rep, "");
    raw.expectMessage("", "");
  }

  @Test
  void reqSendsADelimiterAndNothingElse() throws Exception {
    ReqSocket req = socket(REQ);
    RawPeer raw = rawTo(req).handshake("REP");
    send(req, "question");
    raw.expectMessage("", "question").sendMessage("", "answer");
    expect(req, "answer");
  }

  @Test
  void reqEndsAConnectionThatRepliesWithoutDelimiter() throws Exception {
    ReqSocket req = socket(REQ);
    try (EventLog events = EventLog.of(req)) {
      RawPeer raw = rawTo(req).handshake("REP");
      events.await(HandshakeSucceeded.class);
      send(req, "question");
      raw.expectMessage("", "question").sendMessage("answer");
      assertThat(req.tryReceive(MOMENT)).as("a reply without delimiter").isNull();
      raw.expectEnd();
      assertThat(events.await(Disconnected.class).reason()).isNotBlank();
    }
  }

  @Test
  void reqWithCorrelateSkipsRepliesToOtherRequests() throws Exception {
    ReqSocket req = socket(REQ).set(Options.REQ_CORRELATE, true);
    RawPeer raw = rawTo(req).handshake("REP");
    send(req, "question");
    RawPeer.Frame id = raw.expectFrame();
    assertThat(id.body()).hasSize(4);
    raw.expectMessage("", "question");
    byte[] other = id.body().clone();
    other[3] ^= 1;
    raw.sendMessage(other, utf8(""), utf8("wrong")).sendMessage(id.body(), utf8(""), utf8("right"));
    expect(req, "right");
  }

  @Test
  void reqSkipsWhatComesFromAPeerItDidNotAsk() throws Exception {
    ReqSocket req = socket(REQ);
    RawPeer one = rawTo(req).handshake("REP");
    RawPeer other = rawTo(req).handshake("REP");
    send(req, "question");
    boolean oneWasAsked = firstToGet(one, other) == one;
    RawPeer asked = oneWasAsked ? one : other;
    RawPeer stranger = oneWasAsked ? other : one;
    stranger.sendMessage("", "unasked").sendPing(0, utf8("seen")).expectCommand("PONG");
    asked.expectMessage("", "question").sendMessage("", "answer");
    expect(req, "answer");
  }

  /** Which of two peers gets something. */
  private static RawPeer firstToGet(RawPeer one, RawPeer other) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - deadline < 0) {
      if (one.available() > 0) {
        return one;
      } else if (other.available() > 0) {
        return other;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("neither of two peers got anything within " + PATIENCE);
  }

  @Test
  void probeRouterIsAnEmptyMessage() throws Exception {
    Socket dealer = socket(DEALER).set(Options.PROBE_ROUTER, true);
    rawTo(dealer).handshake("ROUTER").expectMessage("");
  }
}
