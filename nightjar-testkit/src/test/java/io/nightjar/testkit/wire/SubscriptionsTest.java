// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.wire;

import static io.nightjar.SocketType.PUB;
import static io.nightjar.SocketType.SUB;
import static io.nightjar.SocketType.XPUB;
import static io.nightjar.SocketType.XSUB;
import static io.nightjar.testkit.Zmtp.join;
import static io.nightjar.testkit.Zmtp.signature;
import static io.nightjar.testkit.Zmtp.utf8;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Options;
import io.nightjar.PubSocket;
import io.nightjar.SocketEvent.Disconnected;
import io.nightjar.SubSocket;
import io.nightjar.XPubSocket;
import io.nightjar.XSubSocket;
import io.nightjar.testkit.EventLog;
import io.nightjar.testkit.RawPeer;
import io.nightjar.testkit.Zmtp;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscriptions on the wire: RFC 29, and RFC 37 "SUBSCRIBE and CANCEL". */
final class SubscriptionsTest extends WireTest {
  static Stream<Arguments> topicsByMinor() {
    return Stream.of(0, 1, 245, 246, 247, 253, 254, 255, 256, 1000)
        .flatMap(size -> Stream.of(0, 1).map(minor -> Arguments.of(size, minor)));
  }

  private static byte[] topic(int size) {
    byte[] topic = new byte[size];
    Arrays.fill(topic, (byte) 't');
    return topic;
  }

  /** The next subscription that was sent as a message, which an XSUB does once it is connected. */
  private static String subscriptionMessage(RawPeer raw) {
    return subscription(raw, 0);
  }

  /** The next subscription, as {@code +topic} or {@code -topic}, in the form of this minor. */
  private static String subscription(RawPeer raw, int minor) {
    RawPeer.Frame frame = raw.expectFrame();
    if (minor == 0) {
      assertThat(frame.isCommand()).as("%s is a message", frame).isFalse();
      String sign = frame.body()[0] == 1 ? "+" : "-";
      return sign + new String(frame.body(), 1, frame.body().length - 1, ISO_8859_1);
    }
    assertThat(frame.isCommand()).as("%s is a command", frame).isTrue();
    assertThat(frame.name()).isIn("SUBSCRIBE", "CANCEL");
    return (frame.name().equals("SUBSCRIBE") ? "+" : "-") + new String(frame.data(), ISO_8859_1);
  }

  /** A publisher of a SUB, seen by it: its first subscription was sent. */
  private RawPeer established(SubSocket sub) {
    sub.subscribe("first");
    RawPeer raw = rawTo(sub).handshake("PUB");
    assertThat(subscription(raw, 1)).isEqualTo("+first");
    return raw;
  }

  @ParameterizedTest
  @CsvSource({"false, +a +a -a +end", "true, +a +a -a -a -a +end"})
  void everyCancellationOfAnXsubIsSentIfItIsToBeVerbose(boolean verbose, String told)
      throws Exception {
    XSubSocket xsub = socket(XSUB);
    xsub.set(Options.XSUB_VERBOSE_UNSUBSCRIBE, verbose);
    RawPeer raw = rawTo(xsub).handshake("PUB");
    assertThat(xsub.awaitPeers(1, PATIENCE)).isTrue();
    xsub.subscribe("a");
    xsub.subscribe("a");
    xsub.unsubscribe("a");
    xsub.unsubscribe("a");
    xsub.unsubscribe("a");
    xsub.subscribe("end");
    for (String each : told.split(" ", -1)) {
      assertThat(subscriptionMessage(raw)).isEqualTo(each);
    }
  }

  // ---- lingering ----

  @ParameterizedTest(name = "to a peer of 3.{0}")
  @ValueSource(ints = {0, 1})
  void madeRightBeforeCloseAreDeliveredWithinTheLinger(int minor) {
    RawPeer.Door door = door();
    XSubSocket xsub = socket(XSUB);
    xsub.set(Options.LINGER, Duration.ofSeconds(10));
    xsub.connect(door.endpoint());
    int many = 500;
    for (int i = 0; i < many; i++) {
      xsub.subscribe("topic " + i);
    }
    xsub.unsubscribe("topic 0");
    xsub.close();
    // Nobody was there when it was closed.
    RawPeer raw = accept(door).handshake("PUB", minor);
    Set<String> told = new HashSet<>();
    for (int i = 1; i < many; i++) {
      told.add(subscription(raw, minor));
    }
    assertThat(told).hasSize(many - 1).contains("+topic 1", "+topic 499");
    raw.expectEnd();
  }

  @Test
  void areDeliveredWithinTheLingerAlsoToAPeerThatReadsLate() throws Exception {
    RawPeer.Door door = door();
    XSubSocket xsub = socket(XSUB);
    xsub.set(Options.SNDBUF, 4096);
    xsub.connect(door.endpoint());
    RawPeer raw = accept(door).handshake("PUB");
    assertThat(xsub.awaitPeers(1, Duration.ofSeconds(5))).isTrue();
    // More than the kernel takes.
    byte[] large = new byte[60_000];
    int many = 200;
    for (int i = 0; i < many; i++) {
      large[0] = (byte) i;
      xsub.subscribe(large);
    }
    xsub.set(Options.LINGER, Duration.ofSeconds(30));
    xsub.close();
    for (int i = 0; i < many; i++) {
      assertThat(subscriptionMessage(raw)).hasSize(1 + large.length);
    }
    raw.expectEnd();
  }

  @Test
  void areNotWaitedForByDefault() {
    XSubSocket xsub = socket(XSUB);
    assertThat(xsub.get(Options.LINGER)).isZero();
    xsub.connect(door().endpoint());
    xsub.subscribe("topic");
    // Hangs if it waits: the peer never says a word.
    context.close();
    assertThat(xsub.isClosed()).isTrue();
  }

  // ---- what a SUB sends ----

  @ParameterizedTest(name = "a topic of {0} bytes to a peer of 3.{1}")
  @MethodSource("topicsByMinor")
  void areSentInTheFormOfThePeersVersion(int size, int minor) {
    RawPeer.Door door = door();
    SubSocket sub = socket(SUB);
    sub.subscribe(topic(size));
    sub.connect(door.endpoint());
    RawPeer raw = accept(door).handshake("PUB", minor);
    String text = "t".repeat(size);
    assertThat(subscription(raw, minor)).isEqualTo("+" + text);
    sub.subscribe("later");
    assertThat(subscription(raw, minor)).isEqualTo("+later");
    sub.unsubscribe(topic(size));
    assertThat(subscription(raw, minor)).isEqualTo("-" + text);
  }

  @Test
  void areSentToAPeerOfVersion2AsMessages() {
    SubSocket sub = socket(SUB);
    sub.subscribe("abc");
    RawPeer raw = rawTo(sub);
    raw.send(signature()).send("01 01 00 00").expect("ff 0000000000000001 7f 03 02 00 00");
    raw.expect("00 04 01 616263");
  }

  @Test
  void areSentToEachNewPeerOfABoundSubWithoutACallOfIt() {
    SubSocket sub = socket(SUB);
    sub.subscribe("a");
    sub.subscribe("b");
    for (int i = 0; i < 3; i++) {
      RawPeer raw = rawTo(sub).handshake("PUB");
      Set<String> got = new HashSet<>(List.of(subscription(raw, 1), subscription(raw, 1)));
      assertThat(got).containsExactlyInAnyOrder("+a", "+b");
    }
  }

  @Test
  void areSentAgainOnEveryReconnect() {
    RawPeer.Door door = door();
    SubSocket sub = socket(SUB);
    sub.set(Options.RECONNECT_IVL, Duration.ofMillis(1));
    sub.subscribe("a");
    sub.connect(door.endpoint());
    for (int i = 0; i < 3; i++) {
      RawPeer raw = accept(door).handshake("PUB");
      assertThat(subscription(raw, 1)).isEqualTo("+a");
      raw.close();
    }
  }

  @Test
  void thatDoubleAreCancelledOnlyByTheLastCancellation() {
    SubSocket sub = socket(SUB);
    RawPeer raw = established(sub);
    sub.subscribe("a");
    sub.subscribe("a");
    sub.unsubscribe("a");
    sub.subscribe("b");
    sub.unsubscribe("a");
    sub.unsubscribe("never subscribed");
    sub.subscribe("c");
    String all = "";
    while (!all.endsWith("+c")) {
      all += subscription(raw, 1);
    }
    assertThat(all.replace("+a+a", "+a")).isEqualTo("+a+b-a+c");
  }

  @Test
  void endWithTheHandleThatMadeThem() {
    SubSocket sub = socket(SUB);
    RawPeer raw = established(sub);
    try (var subscription = sub.subscribe("a")) {
      assertThat(subscription.prefix()).isEqualTo(utf8("a"));
    }
    assertThat(subscription(raw, 1)).isEqualTo("+a");
    assertThat(subscription(raw, 1)).isEqualTo("-a");
  }

  @Test
  void ofAnXsubAreMessagesAndOthersGoUpUnchanged() throws Exception {
    XSubSocket xsub = socket(XSUB);
    RawPeer raw = rawTo(xsub).handshake("XPUB");
    // What was subscribed to before goes first, as commands.
    assertThat(xsub.awaitPeers(1, PATIENCE)).isTrue();
    send(xsub, "\1a");
    assertThat(subscriptionMessage(raw)).isEqualTo("+a");
    send(xsub, "up", "", "stream");
    raw.expectMessage("up", "", "stream");
    send(xsub, "\0a");
    assertThat(subscriptionMessage(raw)).isEqualTo("-a");
  }

  @Test
  void filterAtTheSubscriberToo() throws Exception {
    SubSocket sub = socket(SUB);
    sub.subscribe("a");
    RawPeer raw = rawTo(sub).handshake("PUB");
    raw.sendMessage("b").sendMessage("", "a").sendMessage("a1", "x");
    expect(sub, "a1", "x");
    assertThat(sub.stats().filtered()).isEqualTo(2);
  }

  // ---- what a PUB takes ----

  @ParameterizedTest(name = "3.{0}")
  @ValueSource(ints = {0, 1})
  void areTakenInBothFormsFromPeersOfEveryVersion(int minor) throws Exception {
    XPubSocket xpub = socket(XPUB);
    RawPeer raw = rawTo(xpub).handshake("XSUB", minor);
    raw.sendCommand("SUBSCRIBE", utf8("command")).sendMessage("\1message");
    expect(xpub, "\1command");
    expect(xpub, "\1message");
    send(xpub, "command.x");
    send(xpub, "neither");
    send(xpub, "message.x");
    raw.expectMessage("command.x").expectMessage("message.x");
    raw.sendCommand("CANCEL", utf8("message")).sendMessage("\0command");
    expect(xpub, "\0message");
    expect(xpub, "\0command");
  }

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(ints = {0, 1, 245, 246, 247, 253, 254, 255, 256, 1000})
  void areTakenWithTopicsOfEverySize(int size) throws Exception {
    XPubSocket xpub = socket(XPUB);
    RawPeer raw = rawTo(xpub).handshake("SUB");
    String text = "t".repeat(size);
    raw.sendCommand("SUBSCRIBE", topic(size));
    expect(xpub, "\1" + text);
    send(xpub, "other", "nothing");
    send(xpub, text, "body");
    if (size == 0) {
      raw.expectMessage("other", "nothing");
    }
    raw.expectMessage(text, "body");
    raw.sendMessage(join(new byte[] {0}, topic(size)));
    expect(xpub, "\0" + text);
  }

  @Test
  void thatDoubleEndWithOneCancellation() throws Exception {
    PubSocket pub = socket(PUB);
    RawPeer raw = rawTo(pub).handshake("SUB");
    raw.sendCommand("SUBSCRIBE", utf8("a")).sendCommand("SUBSCRIBE", utf8("a"));
    raw.sendCommand("CANCEL", utf8("a")).sendCommand("SUBSCRIBE", utf8("b"));
    assertThat(pub.awaitSubscribers("b", 1, PATIENCE)).as("a subscriber to b").isTrue();
    send(pub, "a");
    send(pub, "b");
    raw.expectMessage("b");
  }

  @Test
  void thatOverlapBringAMessageOnce() throws Exception {
    PubSocket pub = socket(PUB);
    RawPeer raw = rawTo(pub).handshake("SUB");
    raw.sendCommand("SUBSCRIBE", utf8("")).sendCommand("SUBSCRIBE", utf8("a"));
    raw.sendCommand("SUBSCRIBE", utf8("ab"));
    assertThat(pub.awaitSubscribers("ab", 1, PATIENCE)).isTrue();
    raw.sendCommand("SUBSCRIBE", utf8("c"));
    send(pub, "ab");
    send(pub, "end");
    raw.expectMessage("ab").expectMessage("end");
  }

  @Test
  void ofAPeerThatLeavesAreReportedAsCancelled() throws Exception {
    XPubSocket xpub = socket(XPUB);
    RawPeer raw = rawTo(xpub).handshake("SUB").sendCommand("SUBSCRIBE", utf8("a"));
    expect(xpub, "\1a");
    raw.close();
    expect(xpub, "\0a");
  }

  @Test
  void ofAPeerMayBeTooMany() {
    PubSocket pub = socket(PUB).set(Options.MAX_SUBSCRIPTIONS, 3);
    try (EventLog events = EventLog.of(pub)) {
      RawPeer raw = rawTo(pub).handshake("SUB");
      for (int i = 0; i < 4; i++) {
        raw.sendCommand("SUBSCRIBE", utf8("topic" + i));
      }
      raw.expectEnd();
      assertThat(events.await(Disconnected.class).reason()).contains("MAX_SUBSCRIPTIONS");
    }
  }

  @Test
  void mayComeByTheTenThousandsWithoutDelayingOthers() throws Exception {
    PubSocket pub = socket(PUB);
    RawPeer raw = rawTo(pub).handshake("SUB");
    byte[] many = {};
    for (int i = 0; i < 200; i++) {
      many = join(many, Zmtp.command("SUBSCRIBE", utf8("topic " + i)));
    }
    for (int i = 0; i < 100; i++) {
      raw.send(many);
    }
    raw.sendCommand("SUBSCRIBE", utf8("last"));
    assertThat(pub.awaitSubscribers("last", 1, PATIENCE)).isTrue();
    assertThat(pub.get(Options.TOPICS_COUNT)).isEqualTo(201);
  }

  @Test
  void anXpubGetsOtherMessagesOfItsPeersWhole() throws Exception {
    XPubSocket xpub = socket(XPUB);
    RawPeer raw = rawTo(xpub).handshake("XSUB");
    for (int i = 0; i < 200; i++) {
      raw.sendMessage("up " + i, "", "stream");
      expect(xpub, "up " + i, "", "stream");
    }
  }
}
