// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Context;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.WaitPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Threads that receive from one socket: what comes is for whoever waits, whatever the others do.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedReceiversTest extends EngineTest {
  private static final int RECEIVERS = 4;
  private static final int MESSAGES = 40_000;
  private static final int GIVING_UP = 1000;
  private static final int ROUNDS = 300;

  /**
   * One of them leads, and does not listen to a connection whose queue it saw full. If the others
   * empty it just then, somebody has to tell it.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 1000})
  void theLastMessageIsReadWhoeverMadeRoomForIt(int limit) throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket pull = socket(PULL).set(Options.RCVHWM, limit);
    link(pull, push, "tcp://127.0.0.1:0");
    List<Call<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < RECEIVERS; i++) {
      calls.add(Call.of(() -> receiveToTheEnd(pull)));
    }
    for (int i = 0; i < MESSAGES; i++) {
      push.send("x");
    }
    for (int i = 0; i < RECEIVERS; i++) {
      push.send("");
    }
    List<Integer> received = Call.values(calls, Duration.ofSeconds(50));
    assertThat(received.stream().mapToInt(each -> each).sum()).isEqualTo(MESSAGES);
  }

  @Test
  void aLeaderListensAgainWhenOthersMadeRoom() throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket pull = narrow(socket(PULL), 2);
    link(pull, push, "tcp://127.0.0.1:0");
    SocketCore core = (SocketCore) pull;
    AtomicBoolean done = new AtomicBoolean();
    // Waits for something else than messages, as who wants to send with a REQ does.
    Call<String> leader =
        Call.of(
            () -> core.receiving().await(() -> done.get() ? "done" : null, -1, done::get, false));
    until("somebody leads", core.direct()::isLed);
    for (int i = 0; i < 5; i++) {
      push.send("" + i);
    }
    until("the leader sleeps beside a full queue", () -> queued(pull) >= 2 && leader.selects());
    // Without waiting: who has waited wakes another one when it leaves.
    AtomicInteger taken = new AtomicInteger();
    until("all are taken", () -> pull.tryReceive() != null && taken.incrementAndGet() == 5);
    push.send("5");
    until("the leader has read it", () -> queued(pull) == 1);
    done.set(true);
    core.wakeReceivers();
    assertThat(leader.value()).isEqualTo("done");
  }

  /**
   * Under each policy: the first thread that has a message is busy with it, and never comes back.
   */
  @ParameterizedTest
  @MethodSource("policiesAndTransports")
  void aMessageIsForWhoeverWaitsWhileAnotherIsAtWork(WaitPolicy policy, String endpoint)
      throws Exception {
    try (Context own = Context.builder().threadNamePrefix(prefix).waitPolicy(policy).build()) {
      PushSocket push = own.socket(PUSH);
      PullSocket pull = own.socket(PULL);
      link(pull, push, endpoint);
      List<Call<String>> calls = new ArrayList<>();
      for (int i = 0; i < RECEIVERS; i++) {
        calls.add(Call.of(() -> pull.receive().toText()));
      }
      for (int i = 0; i < RECEIVERS; i++) {
        push.send("" + i);
      }
      assertThat(Call.values(calls, SOON)).containsExactlyInAnyOrder("0", "1", "2", "3");
    }
  }

  static Stream<Arguments> policiesAndTransports() {
    return Stream.of(WaitPolicy.values())
        .flatMap(
            policy ->
                Stream.of("inproc://shared", "tcp://127.0.0.1:0")
                    .map(endpoint -> Arguments.of(policy, endpoint)));
  }

  /**
   * Over inproc a thread on the list of sleepers is woken, not the one that leads on the streams.
   * If it gives up just then, that one has to be told.
   */
  @Test
  void whoGivesUpAsItIsWokenLeavesTheMessageToTheLeader() throws Exception {
    PullSocket pull = socket(PULL);
    PushSocket far = socket(PUSH);
    PushSocket near = socket(PUSH);
    link(pull, far, "tcp://127.0.0.1:0");
    link(pull, near, "inproc://near");
    SocketCore core = (SocketCore) pull;
    Random random = new Random(1);
    for (int i = 0; i < GIVING_UP; i++) {
      String text = "" + i;
      Call<String> leader = Call.of(() -> pull.receive().toText());
      until("somebody leads", core.direct()::isLed);
      long patience = 60_000L + random.nextInt(40_000);
      Call<@Nullable Message> hasty = Call.of(() -> pull.tryReceive(Duration.ofNanos(patience)));
      long start = System.nanoTime();
      while (System.nanoTime() - start < 90_000) {
        Thread.onSpinWait();
      }
      near.send(text);
      Message taken = hasty.value();
      if (taken != null) {
        near.send("for the leader");
      }
      assertThat(leader.value(SOON)).isEqualTo(taken == null ? text : "for the leader");
    }
  }

  /**
   * Rounds with some threads that wait for ever, some that give up soon, and as many messages as
   * the first need. None of them comes back, so nobody heals what another one has missed.
   */
  @ParameterizedTest
  @MethodSource("policiesTransportsAndPeers")
  void whoeverIsPatientGetsAMessage(WaitPolicy policy, String transport, int peers)
      throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (Context own = Context.builder().threadNamePrefix(prefix).waitPolicy(policy).build()) {
      PullSocket pull = own.socket(PULL).set(Options.RCVHWM, 2);
      List<PushSocket> pushes = new ArrayList<>();
      for (int i = 0; i < peers; i++) {
        boolean inproc = transport.equals("inproc") || (transport.equals("both") && i % 2 == 0);
        pushes.add(own.socket(PUSH));
        link(pull, pushes.get(i), inproc ? "inproc://" + i : "tcp://127.0.0.1:0");
      }
      for (int round = 0; round < ROUNDS; round++) {
        int patient = 1 + random.nextInt(RECEIVERS);
        List<Call<Message>> waiting = new ArrayList<>();
        for (int i = 0; i < patient; i++) {
          waiting.add(Call.of(pull::receive));
        }
        List<Call<@Nullable Message>> hasty = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
          Duration time = Duration.ofNanos(random.nextInt(200_000));
          hasty.add(Call.of(() -> pull.tryReceive(time)));
        }
        LockSupport.parkNanos(random.nextInt(200_000));
        for (int i = 0; i < patient; i++) {
          pushes.get(random.nextInt(peers)).send("x");
        }
        for (Call<@Nullable Message> call : hasty) {
          if (call.value() != null) {
            pushes.get(random.nextInt(peers)).send("x");
          }
        }
        assertThat(Call.values(waiting, SOON)).as("seed %s", seed).hasSize(patient);
      }
    }
  }

  static Stream<Arguments> policiesTransportsAndPeers() {
    return Stream.of(WaitPolicy.values())
        .flatMap(
            policy ->
                Stream.of("inproc", "tcp", "both")
                    .flatMap(
                        transport ->
                            Stream.of(2, 10).map(peers -> Arguments.of(policy, transport, peers))));
  }

  private static long queued(PullSocket pull) {
    return pull.stats().peers().get(0).receiveQueue();
  }

  private static int receiveToTheEnd(PullSocket pull) throws InterruptedException {
    int count = 0;
    while (!pull.receive().toText().isEmpty()) {
      count++;
    }
    return count;
  }
}
