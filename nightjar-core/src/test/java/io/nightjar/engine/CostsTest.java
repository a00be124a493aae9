// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.PUB;
import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.REQ;
import static io.nightjar.SocketType.SUB;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.PubSocket;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.Socket;
import io.nightjar.SubSocket;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What messages cost, counted and not timed: system calls, sleeps, memory. The bounds are several
 * times what a sound build needs on a busy machine, and a fraction of what it takes to write, wake
 * or allocate for each message.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CostsTest extends EngineTest {
  private static final int SIZE = 32;
  private static final int STREAM = 100_000;
  private static final int ROUND_TRIPS = 2_000;
  private static final int SUBSCRIBERS = 4;

  /** Round trips take long where other programs use all cores. */
  private static final Duration LONG = Duration.ofSeconds(50);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** One message sent, received, or there and back. */
  private interface Step {
    void take() throws InterruptedException;
  }

  /** What a thread of the test has had so far. */
  private record Caller(long parks, long bytes) {
    static Caller now() {
      long parks = THREADS.getThreadInfo(Thread.currentThread().getId()).getWaitedCount();
      return new Caller(parks, THREADS.getCurrentThreadAllocatedBytes());
    }

    Caller since(Caller before) {
      return new Caller(parks - before.parks, bytes - before.bytes);
    }

    Caller plus(Caller other) {
      return new Caller(parks + other.parks, bytes + other.bytes);
    }
  }

  /** What the context has had so far. */
  private record Bill(Costs costs, long selects, long chunks) {}

  private Bill bill(List<Socket> sockets) {
    Costs costs = new Costs(0, 0, 0);
    for (Socket socket : sockets) {
      costs = costs.plus(((SocketCore) socket).costs());
    }
    EngineContext engine = (EngineContext) context;
    return new Bill(costs, engine.selects(), engine.pool().taken());
  }

  /** What some messages cost in all. */
  private record Spent(
      long messages,
      long writes,
      long reads,
      long sleeps,
      long selects,
      long parks,
      long chunks,
      long bytes) {
    /** Checks a figure against a bound for each 1,000 messages. */
    Spent expect(String figure, ToLongFunction<Spent> value, long most) {
      assertThat(value.applyAsLong(this))
          .as("%s of %s messages; in all %s", figure, messages, this)
          .isLessThanOrEqualTo(most * messages / 1000);
      return this;
    }

    /** What holds for every stream of messages, with this many bytes of garbage for each. */
    void expectBatches(long bytesEach) {
      expect("writes", Spent::writes, 200);
      expect("reads", Spent::reads, 200);
      expect("sleeps in a selector", Spent::sleeps, 200);
      expect("parks", Spent::parks, 200);
      expect("chunks", Spent::chunks, 200);
      // Many, since a loop keeps asking while a caller that lost its core holds the read lock.
      expect("selects", Spent::selects, 700);
      expect("bytes allocated", Spent::bytes, bytesEach * 1000);
    }
  }

  /**
   * Has each step taken again and again by a thread of its own, and tells what that cost.
   *
   * @param each how many messages arrive for one that is sent
   */
  private Spent spent(int warmUp, int count, int each, List<Socket> sockets, Step... steps)
      throws Exception {
    List<Bill> bills = new ArrayList<>();
    CyclicBarrier together = new CyclicBarrier(steps.length, () -> bills.add(bill(sockets)));
    List<Call<Caller>> calls = new ArrayList<>();
    for (Step step : steps) {
      calls.add(
          Call.of(
              () -> {
                // Twice, so that the second time nothing is new any more.
                repeat(warmUp, step);
                together.await();
                repeat(warmUp, step);
                together.await();
                Caller before = Caller.now();
                repeat(count, step);
                return Caller.now().since(before);
              }));
    }
    Caller callers = new Caller(0, 0);
    for (Call<Caller> call : calls) {
      callers = callers.plus(call.value(LONG));
    }
    Bill start = bills.get(1);
    Bill end = bill(sockets);
    return new Spent(
        (long) count * each,
        end.costs.writes() - start.costs.writes(),
        end.costs.reads() - start.costs.reads(),
        end.costs.sleeps() - start.costs.sleeps(),
        end.selects - start.selects,
        callers.parks,
        end.chunks - start.chunks,
        callers.bytes);
  }

  private static void repeat(int count, Step step) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      step.take();
    }
  }

  private static ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(SIZE);
  }

  @OverAllTransports
  void aStreamIsWrittenReadAndWaitedForInBatches(String endpoint) throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket pull = socket(PULL);
    link(pull, push, endpoint);
    ByteBuffer out = buffer();
    ByteBuffer in = buffer();
    spent(
            STREAM,
            STREAM,
            1,
            List.of(push, pull),
            () -> push.send(out.clear()),
            () -> pull.receive(in.clear()))
        .expectBatches(1);
  }

  @Test
  void soIsOneOfMessagesOfSeveralFrames() throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket pull = socket(PULL);
    link(pull, push, "tcp://127.0.0.1:0");
    Message message = Message.of("a", "b", "c");
    spent(STREAM, STREAM, 1, List.of(push, pull), () -> push.send(message), pull::receive)
        .expectBatches(250);
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
    int count = STREAM / SUBSCRIBERS;
    spent(count, count, SUBSCRIBERS, sockets, steps).expectBatches(1);
  }

  @OverAllTransports
  void aRoundTripIsTwoWritesAndTwoReads(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    link(rep, req, endpoint);
    ByteBuffer asked = buffer();
    ByteBuffer answered = buffer();
    Spent spent =
        spent(
            ROUND_TRIPS / 10,
            ROUND_TRIPS,
            1,
            List.of(req, rep),
            () -> {
              req.send(asked.clear());
              req.receive(asked.clear());
            },
            () -> {
              rep.receive(answered.clear());
              rep.send(answered.flip());
            });
    spent.expect("writes", Spent::writes, 2050);
    spent.expect("reads", Spent::reads, 2200);
    spent.expect("sleeps in a selector", Spent::sleeps, 2500);
    spent.expect("parks", Spent::parks, 2500);
    spent.expect("bytes allocated", Spent::bytes, 500 * 1000);
    if (endpoint.startsWith("inproc")) {
      // Over streams a thread that spins takes one for each look.
      spent.expect("chunks", Spent::chunks, 200);
    }
  }
}
