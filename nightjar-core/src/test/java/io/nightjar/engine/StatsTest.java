// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.REP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.AddressInUseException;
import io.nightjar.Options;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.Socket;
import io.nightjar.SocketEvent;
import io.nightjar.SocketStats;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What a socket tells of itself: counters and events. */
class StatsTest extends EngineTest {
  @Test
  void theSendQueueCountsWhatWaitsForPeersThatAreNotThere() throws Exception {
    PushSocket push = socket(PUSH);
    push.connect(nobodysPort());
    push.connect("inproc://nobody");
    for (int i = 0; i < 10; i++) {
      push.send("message " + i);
    }
    assertThat(push.stats().sendQueue()).isEqualTo(10);
    assertThat(push.stats().waiting()).isEqualTo(10);
    PullSocket pull = socket(PULL);
    pull.bind("inproc://nobody");
    assertThat(next(pull, 5)).hasSize(5);
    assertThat(push.stats().sendQueue()).isEqualTo(5);
  }

  @OverAllTransports
  void countersAreExact(String endpoint) throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket pull = socket(PULL);
    assertThat(push.stats()).isEqualTo(new SocketStats(0, 0, 0, 0, 0, 0, 0, 0, 0, List.of()));
    link(pull, push, endpoint);
    for (int i = 0; i < 10; i++) {
      push.send("message", "" + i);
    }
    push.flush();
    until("all are here", () -> pull.stats().receiveQueue() == 10);
    next(pull, 4);

    SocketStats sent = push.stats();
    assertThat(sent.sent()).isEqualTo(10);
    assertThat(sent.received()).isZero();
    assertThat(sent.peers()).hasSize(1);
    assertThat(sent.peers().get(0).sent()).isEqualTo(10);
    assertThat(sent.peers().get(0).peer().socketType()).isEqualTo("PULL");
    SocketStats received = pull.stats();
    assertThat(received.received()).isEqualTo(4);
    assertThat(received.sent()).isZero();
    assertThat(received.receiveQueue()).isEqualTo(6);
    assertThat(received.peers()).hasSize(1);
    assertThat(received.peers().get(0).received()).isEqualTo(4);
    assertThat(received.peers().get(0).peer().socketType()).isEqualTo("PUSH");
    if (!endpoint.startsWith("inproc")) {
      assertThat(sent.sendQueue()).isZero();
      // A frame of 7 bytes and one of 1, each with two bytes before it.
      assertThat(received.peers().get(0).bytesReceived()).isGreaterThanOrEqualTo(120);
      assertThat(sent.peers().get(0).bytesSent())
          .isEqualTo(received.peers().get(0).bytesReceived());
    }
    for (long zero : new long[] {sent.dropped(), sent.unroutable(), sent.filtered(), sent.lost()}) {
      assertThat(zero).isZero();
    }
    push.close(SOON);
    assertThat(next(pull, 6)).hasSize(6);
    until("the peer is gone", () -> pull.stats().peers().isEmpty());
    assertThat(pull.stats().received()).isEqualTo(10);
  }

  @Test
  void messagesQueuedForALostPeerAreCounted() throws Exception {
    PushSocket push = narrow(socket(PUSH), 50);
    PullSocket pull = narrow(socket(PULL), 1);
    pull.set(Options.RECONNECT_IVL, Duration.ofMillis(-1));
    link(push, pull, "tcp://127.0.0.1:0");
    int sent = fill(push, io.nightjar.Message.wrap(new byte[64 * 1024]), 10_000);
    pull.close(Duration.ZERO);
    until("they are counted", () -> push.stats().lost() > 0);
    assertThat(push.stats().lost()).isLessThanOrEqualTo(sent);
    assertThat(push.stats().sent()).isEqualTo(sent);
    assertThat(push.stats().peers()).isEmpty();
  }

  private static List<SocketEvent> events(Socket socket) {
    List<SocketEvent> events = new CopyOnWriteArrayList<>();
    Socket.Monitor monitor = socket.monitor(events::add);
    assertThat(monitor.dropped()).isZero();
    return events;
  }

  private static void assertEvents(List<SocketEvent> events, String... kinds) {
    until(
        "events " + String.join(", ", kinds) + ", not " + events,
        () -> names(events).equals(List.of(kinds)));
  }

  private static List<String> names(List<SocketEvent> events) {
    return events.stream().map(event -> event.getClass().getSimpleName()).toList();
  }

  @OverStreams
  void eventsTellTheStoryInOrder(String endpoint) throws Exception {
    PullSocket pull = socket(PULL);
    PushSocket push = socket(PUSH);
    push.set(Options.RECONNECT_IVL, Duration.ofMinutes(1));
    List<SocketEvent> here = events(pull);
    List<SocketEvent> there = events(push);
    link(pull, push, endpoint);
    assertEvents(here, "Listening", "Accepted", "HandshakeSucceeded");
    until("it is connected", () -> names(there).contains("HandshakeSucceeded"));
    assertThat(names(there))
        .filteredOn(name -> !name.equals("ConnectDelayed"))
        .containsExactly("Connected", "HandshakeSucceeded");
    assertThat(here).allMatch(event -> event.endpoint().equals(pull.lastEndpoint()));
    assertThat(here.get(2))
        .isInstanceOfSatisfying(
            SocketEvent.HandshakeSucceeded.class,
            event -> {
              assertThat(event.peer().socketType()).isEqualTo("PUSH");
              assertThat(event.peer().version()).isEqualTo("3.1");
            });

    pull.close(SOON);
    until("it waits", () -> names(there).contains("ConnectRetried"));
    assertThat(names(there)).endsWith("Disconnected", "ConnectRetried");
    until("the monitor ends", () -> names(here).contains("MonitorStopped"));
    assertThat(names(here)).contains("Closed", "Disconnected").endsWith("MonitorStopped");
    push.close(SOON);
    until("the monitor ends", () -> names(there).contains("MonitorStopped"));
    assertThat(names(there)).endsWith("Closed", "MonitorStopped");
  }

  @Test
  void aRefusedConnectIsToldAndTriedAgain() throws Exception {
    PushSocket push = socket(PUSH);
    push.set(Options.RECONNECT_IVL, Duration.ofMillis(1));
    List<SocketEvent> events = events(push);
    push.connect(nobodysPort());
    until(
        "it was tried three times",
        () -> names(events).stream().filter("ConnectRetried"::equals).count() >= 3);
    assertThat(names(events)).containsOnly("ConnectDelayed", "ConnectRetried");
    assertThat(events)
        .filteredOn(SocketEvent.ConnectRetried.class::isInstance)
        .first()
        .isInstanceOfSatisfying(
            SocketEvent.ConnectRetried.class,
            event -> {
              assertThat(event.reason()).containsIgnoringCase("refused");
              assertThat(event.interval()).isBetween(Duration.ofMillis(1), Duration.ofMillis(2));
              assertThat(event.code()).isEqualTo(4);
            });
  }

  @Test
  void aBindThatFailsAndAHandshakeThatFailsAreTold() throws Exception {
    PullSocket pull = socket(PULL);
    List<SocketEvent> events = events(pull);
    String address = pull.bind("tcp://127.0.0.1:0").address();
    assertThatThrownBy(() -> pull.bind(address)).isInstanceOf(AddressInUseException.class);
    assertEvents(events, "Listening", "BindFailed");
    socket(REP).connect(address);
    until("it is refused", () -> names(events).contains("Disconnected"));
    assertThat(names(events)).containsSequence("Accepted", "HandshakeFailed", "Disconnected");
  }

  @Test
  void aMonitorThatIsClosedHearsNothingMore() throws Exception {
    PullSocket pull = socket(PULL);
    List<SocketEvent> events = new CopyOnWriteArrayList<>();
    Socket.Monitor monitor = pull.monitor(events::add);
    pull.bind("inproc://one");
    monitor.close();
    monitor.close();
    pull.bind("inproc://two");
    assertEvents(events, "Listening", "MonitorStopped");
  }

  @Test
  void aListenerThatThrowsHearsTheRest() throws Exception {
    PullSocket pull = socket(PULL);
    List<SocketEvent> events = new CopyOnWriteArrayList<>();
    pull.monitor(
        event -> {
          events.add(event);
          throw new IllegalStateException("this test wants it so");
        });
    pull.bind("inproc://one");
    pull.bind("inproc://two");
    assertEvents(events, "Listening", "Listening");
  }
}
