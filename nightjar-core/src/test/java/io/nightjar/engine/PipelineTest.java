// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.DEALER;
import static io.nightjar.SocketType.PAIR;
import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nightjar.Connection;
import io.nightjar.DealerSocket;
import io.nightjar.ErrorCode;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.PairSocket;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.SocketEvent;
import io.nightjar.TimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** PUSH, PULL, PAIR, and the high-water marks. */
class PipelineTest extends EngineTest {
  private static final Message MESSAGE = Message.of("message");

  private static String nth(String endpoint, int n) {
    return endpoint.startsWith("inproc") ? endpoint + n : endpoint;
  }

  @OverAllTransports
  void pushDealsOutInTurn(String endpoint) throws Exception {
    PushSocket push = socket(PUSH);
    List<PullSocket> pulls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      pulls.add(socket(PULL));
      link(pulls.get(i), push, nth(endpoint, i));
    }
    for (int i = 0; i < 9; i++) {
      push.send("message " + i);
    }
    List<String> firsts = new ArrayList<>();
    for (PullSocket pull : pulls) {
      List<String> got = next(pull, 3);
      int first = Integer.parseInt(got.get(0).substring("message ".length()));
      assertThat(got)
          .containsExactly("message " + first, "message " + (first + 3), "message " + (first + 6));
      firsts.add(got.get(0));
      assertThat(pull.tryReceive()).isNull();
    }
    assertThat(firsts).containsExactlyInAnyOrder("message 0", "message 1", "message 2");
  }

  @OverAllTransports
  void pushWaitsForAPeer(String endpoint) throws Exception {
    PushSocket push = socket(PUSH);
    assertThat(push.trySend(MESSAGE)).isFalse();
    assertThat(push.trySend(new byte[1])).isFalse();
    assertThat(push.isWritable()).isFalse();
    Call<Object> call =
        Call.blocked(
            () -> {
              push.send(MESSAGE);
              return "sent";
            });
    PullSocket pull = socket(PULL);
    link(push, pull, endpoint);
    assertThat(call.value()).isEqualTo("sent");
    assertThat(next(pull)).isEqualTo("message");
    assertThat(push.isWritable()).isTrue();
  }

  @OverAllTransports
  void pushSkipsAFullPeer(String endpoint) throws Exception {
    PushSocket push = narrow(socket(PUSH), 1);
    PullSocket idle = narrow(socket(PULL), 1);
    PullSocket busy = socket(PULL);
    link(idle, push, nth(endpoint, 0));
    fill(push, Message.wrap(new byte[64 * 1024]), 10_000);
    link(busy, push, nth(endpoint, 1));
    for (int i = 0; i < 50; i++) {
      push.send("message " + i);
      assertThat(next(busy)).isEqualTo("message " + i);
    }
  }

  @OverAllTransports
  void pullTakesFromItsPeersInTurn(String endpoint) throws Exception {
    PullSocket pull = socket(PULL);
    String address = pull.bind(endpoint).address();
    for (int i = 0; i < 3; i++) {
      PushSocket push = socket(PUSH);
      join(pull, push, address);
      for (int j = 0; j < 20; j++) {
        push.send("from " + i);
      }
      push.flush();
    }
    until("all are here", () -> pull.stats().receiveQueue() == 60);
    for (int i = 0; i < 20; i++) {
      assertThat(next(pull, 3)).containsExactlyInAnyOrder("from 0", "from 1", "from 2");
    }
  }

  @Test
  void queuesOverInprocHoldWhatBothSidesAllow() throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket pull = socket(PULL);
    push.set(Options.SNDHWM, 7);
    pull.set(Options.RCVHWM, 4);
    link(pull, push, "inproc://here");
    assertThat(fill(push, MESSAGE, 100)).isEqualTo(11);
    assertThat(push.isWritable()).isFalse();
    assertThat(push.stats().sendQueue() + pull.stats().receiveQueue()).isGreaterThanOrEqualTo(11);

    // It opens again in batches of half of that, as in libzmq: six of the eleven.
    assertThat(next(pull, 11)).hasSize(11);
    until("there is room", push::isWritable);
    assertThat(fill(push, MESSAGE, 100)).isEqualTo(6);
  }

  @Test
  void aFrameOfAMessageDoesNotCountForItself() throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket pull = socket(PULL);
    push.set(Options.SNDHWM, 2);
    pull.set(Options.RCVHWM, 3);
    link(pull, push, "inproc://here");
    assertThat(fill(push, Message.of("a", "b", "c", "d"), 100)).isEqualTo(5);
  }

  @Test
  void aQueueOverInprocHasNoLimitIfEitherSideHasNone() throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket pull = socket(PULL);
    push.set(Options.SNDHWM, 1);
    pull.set(Options.RCVHWM, 0);
    link(pull, push, "inproc://here");
    assertThat(fill(push, MESSAGE, 20_000)).isEqualTo(20_000);
    assertThat(next(pull, 20_000)).hasSize(20_000);
  }

  @OverStreams
  void beforeThereIsAPeerAQueueHoldsWhatTheSenderAllows(String endpoint) throws Exception {
    PushSocket push = socket(PUSH);
    push.set(Options.SNDHWM, 5);
    PullSocket pull = socket(PULL);
    String address = pull.bind(endpoint).address();
    pull.close(SOON);
    push.connect(address);
    assertThat(fill(push, MESSAGE, 100)).isEqualTo(5);
  }

  @Test
  void beforeThereIsAnInprocPeerAQueueHoldsWhatTheSenderAllows() throws Exception {
    PushSocket push = socket(PUSH);
    push.set(Options.SNDHWM, 5);
    push.connect("inproc://here");
    assertThat(fill(push, MESSAGE, 100)).isEqualTo(5);
    PullSocket pull = socket(PULL);
    pull.set(Options.RCVHWM, 3);
    pull.bind("inproc://here");
    assertThat(fill(push, MESSAGE, 100)).isEqualTo(3);
    assertThat(next(pull, 8)).hasSize(8);
  }

  @OverAllTransports
  void aBlockedSenderGoesOnWhenThePeerReads(String endpoint) throws Exception {
    PushSocket push = narrow(socket(PUSH), 2);
    PullSocket pull = narrow(socket(PULL), 2);
    link(pull, push, endpoint);
    byte[] big = new byte[100_000];
    Call<Object> call =
        Call.blocked(
            () -> {
              for (int i = 0; i < 200; i++) {
                push.send(big);
              }
              return "sent";
            });
    for (int i = 0; i < 200; i++) {
      assertThat(pull.tryReceive(SOON)).as("message %s", i).isNotNull();
    }
    assertThat(call.value()).isEqualTo("sent");
  }

  @Test
  void aLargerMarkActsOnQueuesThatAreThere() throws Exception {
    PushSocket push = socket(PUSH);
    push.set(Options.SNDHWM, 3);
    push.connect(nobodysPort());
    assertThat(fill(push, MESSAGE, 100)).isEqualTo(3);
    push.set(Options.SNDHWM, 10);
    assertThat(fill(push, MESSAGE, 100)).isEqualTo(7);
  }

  @Test
  void sendingGivesUpAfterItsTime() {
    PushSocket push = socket(PUSH);
    push.set(Options.SNDTIMEO, Duration.ofMillis(20));
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> push.send("message"))
        .withMessageContaining("SNDTIMEO")
        .withMessageContaining("20 ms")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.EAGAIN));
    push.set(Options.SNDTIMEO, Duration.ZERO);
    assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> push.send(new byte[1]));
  }

  // ---- PAIR ----

  @OverAllTransports
  void aPairTalksBothWays(String endpoint) throws Exception {
    PairSocket one = socket(PAIR);
    PairSocket two = socket(PAIR);
    link(one, two, endpoint);
    for (int i = 0; i < 10; i++) {
      one.send("ping", "" + i);
      assertThat(next(two)).isEqualTo("ping\n" + i);
      two.send("pong", "" + i);
      assertThat(next(one)).isEqualTo("pong\n" + i);
    }
  }

  @OverAllTransports
  void aPairTurnsASecondPeerAwayWhileTheFirstIsThere(String endpoint) throws Exception {
    PairSocket bound = socket(PAIR);
    PairSocket first = socket(PAIR);
    link(bound, first, endpoint);
    PairSocket second = socket(PAIR);
    second.set(Options.RECONNECT_IVL, Duration.ofMillis(5));
    Connection refused = second.connect(bound.lastEndpoint());
    until("it is turned away", () -> refused.lastError() != null);
    assertThat(refused.ready(WHILE)).as("the second is never ready").isFalse();

    first.send("from the first");
    assertThat(next(bound)).isEqualTo("from the first");
    bound.send("to the first");
    assertThat(next(first)).isEqualTo("to the first");
    assertThat(second.tryReceive()).isNull();
  }

  @OverStreams
  void aPairThatIsTurnedAwayComesInWhenTheFirstIsGone(String endpoint) throws Exception {
    PairSocket bound = socket(PAIR);
    PairSocket first = socket(PAIR);
    link(bound, first, endpoint);
    PairSocket second = socket(PAIR);
    second.set(Options.RECONNECT_IVL, Duration.ofMillis(5));
    List<SocketEvent> events = new CopyOnWriteArrayList<>();
    bound.monitor(events::add);
    Connection waiting = second.connect(bound.lastEndpoint());
    until(
        "it is refused",
        () -> events.stream().anyMatch(SocketEvent.HandshakeFailed.class::isInstance));
    assertThat(events.toString()).contains("this socket has a peer already");
    first.close(SOON);
    assertThat(waiting.ready(SOON)).isTrue();
    second.send("at last");
    assertThat(next(bound)).isEqualTo("at last");
  }

  @Test
  void aPairOverInprocIsFreeForTheNextWhenTheFirstIsGone() throws Exception {
    PairSocket bound = socket(PAIR);
    PairSocket first = socket(PAIR);
    link(bound, first, "inproc://here");
    Connection refused = socket(PAIR).connect("inproc://here");
    assertThat(refused.state()).isEqualTo(Connection.State.FAILED);
    assertThat(refused.lastError()).contains("has a peer already");
    first.close(SOON);
    PairSocket second = socket(PAIR);
    join(bound, second, "inproc://here");
    second.send("hello");
    assertThat(next(bound)).isEqualTo("hello");
  }

  @OverAllTransports
  void aPairConnectsOnce(String endpoint) throws Exception {
    PairSocket one = socket(PAIR);
    PairSocket other = socket(PAIR);
    PairSocket pair = socket(PAIR);
    link(one, pair, endpoint);
    String address = endpoint.startsWith("inproc") ? "inproc://other" : endpoint;
    Connection second = pair.connect(other.bind(address).address());
    until("it is given up", () -> second.state() == Connection.State.FAILED);
    assertThat(second.lastError()).contains("this PAIR socket has a peer already");
    assertThat(other.trySend(MESSAGE)).isFalse();
    pair.send("message");
    assertThat(next(one)).isEqualTo("message");
  }

  @OverStreams
  void aPairTakesANewPeerWhenTheFirstIsGone(String endpoint) throws Exception {
    PairSocket bound = socket(PAIR);
    PairSocket first = socket(PAIR);
    link(bound, first, endpoint);
    first.close(SOON);
    until("it is gone", () -> bound.stats().peers().isEmpty());
    assertThat(bound.trySend(MESSAGE)).isFalse();
    PairSocket second = socket(PAIR);
    join(bound, second, bound.lastEndpoint());
    second.send("hello");
    assertThat(next(bound)).isEqualTo("hello");
    bound.send("welcome");
    assertThat(next(second)).isEqualTo("welcome");
  }

  @OverAllTransports
  void aPairWithoutAPeerWaits(String endpoint) throws Exception {
    PairSocket one = socket(PAIR);
    assertThat(one.trySend(MESSAGE)).isFalse();
    Call<Object> call =
        Call.blocked(
            () -> {
              one.send(MESSAGE);
              return "sent";
            });
    PairSocket two = socket(PAIR);
    link(one, two, endpoint);
    assertThat(call.value()).isEqualTo("sent");
    assertThat(next(two)).isEqualTo("message");
  }

  // ---- CONFLATE, IMMEDIATE ----

  @OverAllTransports
  void conflatingDealersHaveTheLastMessageOfEachDirection(String endpoint) throws Exception {
    DealerSocket one = socket(DEALER);
    DealerSocket other = socket(DEALER);
    one.set(Options.CONFLATE, true);
    other.set(Options.CONFLATE, true);
    link(one, other, endpoint);
    for (int i = 0; i < 1000; i++) {
      one.send("there " + i);
      other.send("back " + i);
    }
    one.flush();
    other.flush();
    assertInOrderUpTo(one, "back 999");
    assertInOrderUpTo(other, "there 999");
    assertThat(other.tryReceive()).isNull();
    assertThat(one.tryReceive()).isNull();
    long dropped = one.stats().dropped() + other.stats().dropped();
    long missed = 2000 - one.stats().received() - other.stats().received();
    assertThat(dropped).isLessThanOrEqualTo(missed);
  }

  @Test
  void aConflatingDealerThatIsNotReadKeepsOneMessage() throws Exception {
    DealerSocket one = socket(DEALER);
    DealerSocket other = socket(DEALER);
    one.set(Options.CONFLATE, true);
    link(one, other, "inproc://here");
    for (int i = 0; i < 100; i++) {
      one.send("message " + i);
    }
    assertThat(lastOnly(other)).isEqualTo("message 99");
  }

  private static String lastOnly(DealerSocket socket) throws InterruptedException {
    String text = next(socket);
    assertThat(socket.tryReceive()).isNull();
    return text;
  }

  /** Receives up to a message; what comes before it is in order. */
  private static void assertInOrderUpTo(DealerSocket socket, String last)
      throws InterruptedException {
    int before = -1;
    for (String text = next(socket); !text.equals(last); text = next(socket)) {
      int number = Integer.parseInt(text.substring(text.indexOf(' ') + 1));
      assertThat(number).isGreaterThan(before);
      before = number;
    }
  }

  @OverAllTransports
  void conflatingPullHasTheLastMessageOnly(String endpoint) throws Exception {
    PullSocket pull = socket(PULL);
    PushSocket push = socket(PUSH);
    pull.set(Options.CONFLATE, true);
    push.set(Options.CONFLATE, true);
    link(pull, push, endpoint);
    for (int i = 0; i < 1000; i++) {
      push.send("message " + i);
    }
    push.flush();
    String last = "";
    while (!last.equals("message 999")) {
      last = next(pull);
    }
    assertThat(pull.tryReceive()).isNull();
    push.send("more");
    assertThat(next(pull)).isEqualTo("more");
  }

  @Test
  void conflatingPushKeepsTheLastMessageForAPeerToCome() throws Exception {
    PushSocket push = socket(PUSH);
    push.set(Options.CONFLATE, true);
    push.set(Options.RECONNECT_IVL, Duration.ofMillis(5));
    String address = nobodysPort();
    push.connect(address);
    for (int i = 0; i < 10; i++) {
      push.send("message " + i);
    }
    PullSocket pull = socket(PULL);
    pull.bind(address);
    assertThat(next(pull)).isEqualTo("message 9");
    assertThat(pull.tryReceive()).isNull();
  }

  @OverAllTransports
  void anImmediateSocketQueuesForReadyPeersOnly(String endpoint) throws Exception {
    DealerSocket dealer = socket(DEALER);
    dealer.set(Options.IMMEDIATE, true);
    String nowhere = endpoint.startsWith("inproc") ? "inproc://nowhere" : nobodysPort();
    dealer.connect(nowhere);
    assertThat(dealer.trySend(MESSAGE)).isFalse();
    assertThat(dealer.isWritable()).isFalse();

    DealerSocket peer = socket(DEALER);
    link(peer, dealer, endpoint);
    for (int i = 0; i < 10; i++) {
      dealer.send("message " + i);
      assertThat(next(peer)).isEqualTo("message " + i);
    }
  }

  /** While a caller waits for long, event loops do not look whether it still does. */
  @OverStreams
  void whatComesIsQueuedAfterAReceiverThatWaitedForLongHasLeft(String endpoint) throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket pull = socket(PULL);
    link(pull, push, endpoint);
    for (int round = 0; round < 5; round++) {
      Call<String> receiver = Call.of(() -> next(pull));
      Thread.sleep(100);
      push.send("waited for");
      assertThat(receiver.value()).isEqualTo("waited for");
      for (int i = 0; i < 50; i++) {
        push.send("not waited for");
      }
      until("all are queued", () -> pull.stats().receiveQueue() == 50);
      assertThat(next(pull, 50)).containsOnly("not waited for");
    }
  }
}
