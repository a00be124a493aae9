// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.DEALER;
import static io.nightjar.SocketType.PUB;
import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.REQ;
import static io.nightjar.SocketType.ROUTER;
import static io.nightjar.SocketType.SUB;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.DealerSocket;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.Proxy;
import io.nightjar.PubSocket;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.RouterSocket;
import io.nightjar.Socket;
import io.nightjar.SubSocket;
import io.nightjar.engine.CostMeter.Cheapest;
import io.nightjar.engine.CostMeter.Figure;
import io.nightjar.engine.CostMeter.Step;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What messages cost, counted and not timed: system calls, sleeps, wake-ups, memory. The bounds are
 * 3 to 5 times what a sound build needs, and never below a few in a round.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CostsTest extends EngineTest {
  private static final int SIZE = 32;
  private static final int WARM_UPS = 3;
  private static final int ROUNDS = 12;
  private static final int STREAM = 20_000;
  private static final int ROUND_TRIPS = 200;
  private static final int TRICKLE = 20;

  /** Few, since on a machine that is busy a round trip takes milliseconds. */
  private static final int ROUNDS_OF_TRIPS = 5;

  private static final int SUBSCRIBERS = 4;
  private static final int SHARERS = 4;
  private static final int SLEEPERS = 8;

  private static ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(SIZE);
  }

  /** What holds for every stream of messages, with this many bytes of garbage for each. */
  private static void expectBatches(Cheapest cost, double bytesEach) {
    expectBatches(cost, 1, bytesEach);
  }

  private static void expectBatches(Cheapest cost, int hops, double bytesEach) {
    cost.expect(Figure.WRITES, 8 * hops)
        .expect(Figure.READS, 5 * hops)
        .expect(Figure.SLEEPS, hops)
        .expect(Figure.PARKS, hops)
        .expect(Figure.WAKE_UPS, hops)
        .expect(Figure.CHUNKS, 20 * hops)
        .expect(Figure.SELECTS, 4 * hops)
        .expect(Figure.BYTES, bytesEach * 1000);
  }

  @OverAllTransports
  void aStreamIsWrittenReadAndWaitedForInBatches(String endpoint) throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket pull = socket(PULL);
    link(pull, push, endpoint);
    ByteBuffer out = buffer();
    ByteBuffer in = buffer();
    Cheapest cost =
        new CostMeter(context, push, pull)
            .cheapest(
                WARM_UPS,
                ROUNDS,
                STREAM,
                STREAM,
                () -> push.send(out.clear()),
                () -> pull.receive(in.clear()));
    expectBatches(cost, 0.1);
    if (endpoint.startsWith("inproc")) {
      cost.expect(Figure.SELECTS, 0.5);
    }
  }

  @Test
  void soIsOneOfMessagesOfSeveralFrames() throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket pull = socket(PULL);
    link(pull, push, "tcp://127.0.0.1:0");
    Message message = Message.of("a", "b", "c");
    Cheapest cost =
        new CostMeter(context, push, pull)
            .cheapest(
                WARM_UPS, ROUNDS, STREAM, STREAM, () -> push.send(message), () -> pull.receive());
    expectBatches(cost, 250);
  }

  @Test
  void soIsOneToSeveralSubscribers() throws Exception {
    PubSocket pub = socket(PUB).set(Options.XPUB_NODROP, true);
    String address = pub.bind("tcp://127.0.0.1:0").address();
    List<Socket> sockets = new ArrayList<>(List.of(pub));
    ByteBuffer out = buffer();
    Step[] steps = new Step[1 + SUBSCRIBERS];
    steps[0] = () -> pub.send(out.clear());
    for (int i = 1; i <= SUBSCRIBERS; i++) {
      SubSocket sub = socket(SUB);
      sub.subscribe("");
      sub.connect(address);
      sockets.add(sub);
      ByteBuffer in = buffer();
      steps[i] = () -> sub.receive(in.clear());
    }
    assertThat(pub.awaitSubscribers(SUBSCRIBERS, SOON)).isTrue();
    Cheapest cost =
        new CostMeter(context, sockets.toArray(new Socket[0]))
            .cheapest(WARM_UPS, ROUNDS, STREAM / SUBSCRIBERS, STREAM, steps);
    expectBatches(cost, 0.1);
  }

  /** More rounds: eight threads have two cores, and whose turn it is makes one wait or not. */
  @OverAllTransports
  void soIsOneOfManyThreadsThatShareTheirSockets(String endpoint) throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket pull = socket(PULL);
    link(pull, push, endpoint);
    Step[] steps = new Step[2 * SHARERS];
    for (int i = 0; i < SHARERS; i++) {
      ByteBuffer out = buffer();
      ByteBuffer in = buffer();
      steps[i] = () -> push.send(out.clear());
      steps[SHARERS + i] = () -> pull.receive(in.clear());
    }
    Cheapest cost =
        new CostMeter(context, push, pull)
            .cheapest(WARM_UPS, 5 * ROUNDS, STREAM / SHARERS, STREAM, steps);
    expectBatches(cost, 0.1);
  }

  @Test
  void soIsOneThroughAProxy() throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket in = socket(PULL);
    PushSocket out = socket(PUSH);
    PullSocket pull = socket(PULL);
    link(in, push, "tcp://127.0.0.1:0");
    link(out, pull, "tcp://127.0.0.1:0");
    try (Proxy proxy = Proxy.start(in, out)) {
      assertThat(proxy.failure()).isNull();
      ByteBuffer from = buffer();
      ByteBuffer to = buffer();
      Cheapest cost =
          new CostMeter(context, push, in, out, pull)
              .cheapest(
                  WARM_UPS,
                  ROUNDS,
                  STREAM,
                  STREAM,
                  () -> push.send(from.clear()),
                  () -> pull.receive(to.clear()));
      expectBatches(cost, 2, 300);
    }
  }

  /** A look at each millisecond would be ten of them for a message. */
  @Test
  void aMessageNowAndThenLeavesTheEventLoopAlone() throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket pull = socket(PULL);
    link(pull, push, "tcp://127.0.0.1:0");
    ByteBuffer out = buffer();
    ByteBuffer in = buffer();
    Step seldom =
        () -> {
          Thread.sleep(10);
          push.send(out.clear());
        };
    new CostMeter(context, push, pull)
        .cheapest(WARM_UPS, 4, TRICKLE, TRICKLE, seldom, () -> pull.receive(in.clear()))
        .expect(Figure.WRITES, 1000)
        .expect(Figure.READS, 1000)
        .expect(Figure.SELECTS, 3000);
  }

  private static void expectPairs(Cheapest cost, double bytesEach) {
    cost.expect(Figure.WRITES, 2050)
        .expect(Figure.READS, 2100)
        .expect(Figure.SLEEPS, 2100)
        .expect(Figure.PARKS, 2100)
        .expect(Figure.WAKE_UPS, 2100)
        .expect(Figure.BYTES, bytesEach * 1000);
  }

  @OverAllTransports
  void aRoundTripIsTwoWritesAndTwoReads(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    link(rep, req, endpoint);
    Cheapest cost =
        new CostMeter(context, req, rep)
            .cheapest(
                WARM_UPS,
                ROUNDS_OF_TRIPS,
                ROUND_TRIPS,
                ROUND_TRIPS,
                CostMeter.asking(req, req, buffer()),
                CostMeter.answering(rep, rep, buffer()));
    expectPairs(cost, 2);
    if (endpoint.startsWith("inproc")) {
      // Over streams a thread that spins takes one for each look.
      cost.expect(Figure.CHUNKS, 10).expect(Figure.SELECTS, 10);
    }
  }

  @OverAllTransports
  void soItIsBetweenDealerAndRouter(String endpoint) throws Exception {
    DealerSocket dealer = socket(DEALER);
    RouterSocket router = socket(ROUTER);
    link(router, dealer, endpoint);
    Message message = Message.of("a");
    Cheapest cost =
        new CostMeter(context, dealer, router)
            .cheapest(
                WARM_UPS,
                ROUNDS_OF_TRIPS,
                ROUND_TRIPS,
                ROUND_TRIPS,
                () -> {
                  dealer.send(message);
                  dealer.receive();
                },
                () -> router.send(router.receive()));
    expectPairs(cost, 600);
  }

  @Test
  void aMessageForManyThatWaitWakesOneAndOneMore() throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket pull = socket(PULL);
    link(pull, push, "inproc://many");
    AtomicInteger received = new AtomicInteger();
    List<Call<Object>> calls = new ArrayList<>();
    int messages = 100;
    for (int i = 0; i < SLEEPERS; i++) {
      calls.add(
          Call.of(
              () -> {
                while (pull.receive().size() > 0) {
                  received.incrementAndGet();
                }
                return "never";
              }));
    }
    long before = 0;
    for (int i = 0; i <= messages; i++) {
      int count = i;
      until("all wait", () -> received.get() == count && calls.stream().allMatch(Call::isAsleep));
      if (i == 0) {
        before = ((SocketCore) pull).costs().wakeUps();
      }
      if (i < messages) {
        push.send("x");
      }
    }
    // Who has got a message wakes another one, for there may be more.
    assertThat(((SocketCore) pull).costs().wakeUps() - before)
        .as("wake-ups for %s messages", messages)
        .isBetween((long) messages, 3L * messages);
    pull.close();
    for (Call<Object> call : calls) {
      assertThat(call.failure()).isInstanceOf(io.nightjar.ClosedException.class);
    }
  }
}
