// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What two connected sockets say to each other, in both directions where their types allow it. */
final class Conversation {
  /** Which types may talk to which (RFC 28, 29, 30, 31). */
  static final Map<String, Set<String>> ALLOWED =
      Map.ofEntries(
          Map.entry("PAIR", Set.of("PAIR")),
          Map.entry("PUB", Set.of("SUB", "XSUB")),
          Map.entry("XPUB", Set.of("SUB", "XSUB")),
          Map.entry("SUB", Set.of("PUB", "XPUB")),
          Map.entry("XSUB", Set.of("PUB", "XPUB")),
          Map.entry("REQ", Set.of("REP", "ROUTER")),
          Map.entry("REP", Set.of("REQ", "DEALER")),
          Map.entry("DEALER", Set.of("REP", "DEALER", "ROUTER")),
          Map.entry("ROUTER", Set.of("REQ", "DEALER", "ROUTER")),
          Map.entry("PUSH", Set.of("PULL")),
          Map.entry("PULL", Set.of("PUSH")));

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final int MOST_TRIES = 500;
  private static final int MEGABYTE = 1 << 20;
  private static final Part EMPTY = Part.of("");

  /** Bodies with every shape of frame: empty ones, the border of the short form, a long one. */
  private static final List<List<Part>> BODIES =
      List.of(
          List.of(Part.of("plain")),
          List.of(EMPTY),
          List.of(Part.of("first"), EMPTY, EMPTY, Part.of("last")),
          List.of(EMPTY, Part.of("after an empty one"), EMPTY),
          List.of(Part.patterned(255, 1), Part.patterned(256, 2), Part.patterned(257, 3)),
          List.of(Part.patterned(MEGABYTE, 4)),
          List.of(Part.of("head"), Part.patterned(MEGABYTE, 5), EMPTY, Part.of("tail")),
          List.of(Part.of("the end")));

  private final End one;
  private final End other;

  Conversation(End one, End other) {
    this.one = one;
    this.other = other;
  }

  /** Has it; who speaks first is told by the types. */
  static void hold(End left, End right) throws Exception {
    if (speaksFirst(left.type(), right.type())) {
      new Conversation(left, right).hold();
    } else {
      new Conversation(right, left).hold();
    }
  }

  private static boolean speaksFirst(String type, String peer) {
    return switch (type) {
      case "PAIR", "PUB", "XPUB", "REQ", "PUSH" -> true;
      case "DEALER" -> !peer.equals("REQ");
      case "ROUTER" -> peer.equals("ROUTER");
      default -> false;
    };
  }

  private void hold() throws Exception {
    switch (one.type() + " " + other.type()) {
      case "PUSH PULL" -> oneWay(one, other);
      case "PAIR PAIR", "DEALER DEALER" -> bothWays();
      case "REQ REP" -> requests();
      case "REQ ROUTER" -> requestsToRouter();
      case "DEALER REP" -> dealerToRep();
      case "DEALER ROUTER" -> dealerToRouter();
      case "ROUTER ROUTER" -> routers();
      default -> publish();
    }
  }

  private static void oneWay(End from, End to) throws Exception {
    for (List<Part> body : BODIES) {
      from.send(body);
    }
    for (List<Part> body : BODIES) {
      expect(to, body);
    }
  }

  private void bothWays() throws Exception {
    oneWay(one, other);
    oneWay(other, one);
  }

  private void requests() throws Exception {
    for (int i = 0; i < BODIES.size(); i++) {
      List<Part> answer = BODIES.get(BODIES.size() - 1 - i);
      one.send(BODIES.get(i));
      expect(other, BODIES.get(i));
      other.send(answer);
      expect(one, answer);
    }
  }

  private void requestsToRouter() throws Exception {
    for (List<Part> body : BODIES) {
      one.send(body);
      expect(other, prepend(Part.of("client"), prepend(EMPTY, body)));
      other.send(Part.of("client"), prepend(EMPTY, body));
      expect(one, body);
    }
  }

  private void dealerToRep() throws Exception {
    Part envelope = Part.of("kept by REP");
    for (List<Part> body : BODIES) {
      List<Part> enveloped = prepend(envelope, prepend(EMPTY, body));
      one.send(enveloped);
      expect(other, body);
      other.send(body);
      expect(one, enveloped);
    }
  }

  private void dealerToRouter() throws Exception {
    for (List<Part> body : BODIES) {
      one.send(body);
    }
    for (List<Part> body : BODIES) {
      expect(other, prepend(Part.of("client"), body));
    }
    for (List<Part> body : BODIES) {
      other.send(Part.of("client"), body);
    }
    for (List<Part> body : BODIES) {
      expect(one, body);
    }
  }

  private void routers() throws Exception {
    meet(Part.of("server"), Part.of("client"));
    for (List<Part> body : BODIES) {
      one.send(Part.of("server"), body);
      expect(other, prepend(Part.of("client"), body));
      other.send(Part.of("client"), body);
      expect(one, prepend(Part.of("server"), body));
    }
  }

  /** Sends until the first message arrives, since routers drop what is for an unknown peer. */
  private void meet(Part address, Part from) throws Exception {
    sendUntilReceived(List.of(address, Part.of("meet")), List.of(from, Part.of("meet")));
  }

  private void sendUntilReceived(List<Part> sent, List<Part> wanted) throws Exception {
    for (int i = 1; i <= MOST_TRIES; i++) {
      one.send(sent);
      List<String> received = other.receive(SHORT);
      if (received != null) {
        assertThat(received).as("the first message that arrived").isEqualTo(reports(wanted));
        // Whatever else was sent meanwhile comes before this.
        one.send(sent.get(0), List.of(Part.of("met")));
        skipUntil(reports(List.of(wanted.get(0), Part.of("met"))), i);
        return;
      }
    }
    throw new AssertionError(
        "none of " + MOST_TRIES + " messages from " + one.type() + " arrived at " + other.type());
  }

  private void skipUntil(List<String> wanted, int most) throws Exception {
    for (int i = 0; i <= most; i++) {
      List<String> received = other.receive(PATIENCE);
      if (wanted.equals(received)) {
        return;
      }
      assertThat(received).as("message before " + wanted).isNotNull();
    }
    throw new AssertionError(wanted + " did not come after " + most + " messages before it");
  }

  private void publish() throws Exception {
    boolean seesSubscriptions = one.type().equals("XPUB");
    Part topic = Part.of("topic.");
    subscription("topic.", true);
    if (seesSubscriptions) {
      expectSubscription("topic.");
    }
    sendUntilReceived(List.of(topic, Part.of("meet")), List.of(topic, Part.of("meet")));
    for (List<Part> body : BODIES) {
      one.send(Part.of("other."), body);
      one.send(Part.of("topic.a"), body);
    }
    for (List<Part> body : BODIES) {
      expect(other, prepend(Part.of("topic.a"), body));
    }
    if (seesSubscriptions) {
      subscription("", true);
      expect(one, List.of(Part.of("\1")));
      one.send(BODIES.get(5));
      expect(other, BODIES.get(5));
      subscription("topic.", false);
      expect(one, List.of(Part.of("\0topic.")));
      if (other.type().equals("XSUB")) {
        List<Part> upstream = List.of(Part.of("up"), EMPTY, Part.patterned(MEGABYTE, 6));
        other.send(upstream);
        expect(one, upstream);
      }
    }
  }

  /** A bound SUB of libzmq hands out its subscriptions only while it is inside a call. */
  private void expectSubscription(String topic) throws Exception {
    List<String> received = null;
    for (int i = 0; received == null && i < MOST_TRIES; i++) {
      assertThat(other.receive(SHORT)).as("what came before anything was published").isNull();
      received = one.receive(SHORT);
    }
    assertThat(received)
        .as("the subscription that %s received", one.type())
        .isEqualTo(reports(List.of(Part.of("\1" + topic))));
  }

  private void subscription(String topic, boolean on) throws Exception {
    if (other.type().equals("XSUB")) {
      other.send(Part.of((on ? "\1" : "\0") + topic));
    } else if (on) {
      other.subscribe(topic);
    } else {
      other.unsubscribe(topic);
    }
  }

  private static void expect(End end, List<Part> frames) throws Exception {
    assertThat(end.receive(PATIENCE))
        .as("what %s received within %s", end.type(), PATIENCE)
        .isEqualTo(reports(frames));
  }

  private static List<Part> prepend(Part first, List<Part> more) {
    List<Part> all = new ArrayList<>(Arrays.asList(first));
    all.addAll(more);
    return all;
  }

  private static List<String> reports(List<Part> frames) {
    return frames.stream().map(Part::report).toList();
  }
}
