// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.nightjar.Receiver;
import io.nightjar.Sender;
import io.nightjar.Socket;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;

/**
 * Counts what messages cost in rounds, and takes of each figure the cheapest round. A busy machine
 * adds to some rounds: a thread that loses its core there sleeps, is woken, and finds a stream at
 * its end. A build that writes, wakes or allocates more does so in every round.
 */
final class CostMeter {
  /** What is counted. */
  enum Figure {
    WRITES,
    READS,
    /** How often a caller slept in a selector. */
    SLEEPS,
    /** Wake-ups that were sent to callers that wait. */
    WAKE_UPS,
    /** How often an event loop was woken or had something to do. */
    SELECTS,
    /** How often a caller waited. */
    PARKS,
    CHUNKS,
    /** The garbage of the callers and of all threads of the context. */
    BYTES
  }

  /** One message sent, received, or there and back. */
  interface Step {
    void take() throws Exception;
  }

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Round trips take long where other programs use all cores. */
  private static final Duration LONG = Duration.ofSeconds(50);

  private final EngineContext context;
  private final List<Socket> sockets;
  private final List<Map<Figure, Long>> bills = new ArrayList<>();
  private Map<Long, Long> allocated = new HashMap<>();
  private long garbage;

  CostMeter(io.nightjar.Context context, Socket... sockets) {
    this.context = (EngineContext) context;
    this.sockets = List.of(sockets);
  }

  /** Sends the buffer and receives it again. */
  static Step asking(Sender out, Receiver in, ByteBuffer buffer) {
    return () -> {
      out.send(buffer.clear());
      in.receive(buffer.clear());
    };
  }

  /** Receives into the buffer and sends that back. */
  static Step answering(Receiver in, Sender out, ByteBuffer buffer) {
    return () -> {
      in.receive(buffer.clear());
      out.send(buffer.flip());
    };
  }

  /** What so many messages cost in the cheapest round, figure by figure. */
  record Cheapest(long messages, Map<Figure, Long> figures) {
    /** Checks a figure against a bound for each 1,000 messages. */
    Cheapest expect(Figure figure, double most) {
      assertThat(figures.get(figure) * 1000.0 / messages)
          .as("%s for each 1000 messages; for %s in all: %s", figure, messages, figures)
          .isLessThanOrEqualTo(most);
      return this;
    }
  }

  /**
   * Has each step taken again and again by a thread of its own.
   *
   * @param warmUps rounds that do not count
   * @param rounds rounds that count
   * @param count how often each thread takes its step in a round
   * @param messages how many messages that are
   */
  Cheapest cheapest(int warmUps, int rounds, int count, long messages, Step... steps)
      throws Exception {
    CyclicBarrier together = new CyclicBarrier(steps.length, () -> bills.add(bill()));
    List<Call<List<Caller>>> calls = new ArrayList<>();
    for (Step step : steps) {
      calls.add(Call.of(() -> spent(together, warmUps + rounds, count, step)));
    }
    List<List<Caller>> callers = Call.values(calls, LONG);
    Map<Figure, Long> least = new EnumMap<>(Figure.class);
    for (int i = warmUps; i < warmUps + rounds; i++) {
      Map<Figure, Long> cost = new EnumMap<>(bills.get(i + 1));
      bills.get(i).forEach((figure, before) -> cost.merge(figure, -before, Long::sum));
      for (List<Caller> caller : callers) {
        cost.merge(Figure.PARKS, caller.get(i).parks, Long::sum);
        cost.merge(Figure.BYTES, caller.get(i).bytes, Long::sum);
      }
      cost.forEach((figure, value) -> least.merge(figure, value, Math::min));
    }
    return new Cheapest(messages, least);
  }

  /** What a caller had of its own in a round. */
  private record Caller(long parks, long bytes) {}

  private static List<Caller> spent(CyclicBarrier together, int rounds, int count, Step step)
      throws Exception {
    List<Caller> spent = new ArrayList<>();
    together.await();
    for (int round = 0; round < rounds; round++) {
      long parks = parks();
      long bytes = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < count; i++) {
        step.take();
      }
      bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
      spent.add(new Caller(parks() - parks, bytes));
      together.await();
    }
    return spent;
  }

  private static long parks() {
    return THREADS.getThreadInfo(Thread.currentThread().getId()).getWaitedCount();
  }

  /** What the context has had so far. */
  private Map<Figure, Long> bill() {
    Costs costs = new Costs(0, 0, 0, 0);
    for (Socket socket : sockets) {
      costs = costs.plus(((SocketCore) socket).costs());
    }
    Map<Figure, Long> bill = new EnumMap<>(Figure.class);
    bill.put(Figure.WRITES, costs.writes());
    bill.put(Figure.READS, costs.reads());
    bill.put(Figure.SLEEPS, costs.sleeps());
    bill.put(Figure.WAKE_UPS, costs.wakeUps());
    bill.put(Figure.SELECTS, context.selects());
    bill.put(Figure.CHUNKS, context.pool().taken());
    bill.put(Figure.PARKS, 0L);
    bill.put(Figure.BYTES, garbage());
    return bill;
  }

  /** What the threads of the context have allocated so far. */
  private long garbage() {
    String prefix = context.settings().threadNamePrefix() + "-";
    long[] ids =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith(prefix))
            .mapToLong(Thread::getId)
            .toArray();
    long[] bytes = THREADS.getThreadAllocatedBytes(ids);
    Map<Long, Long> now = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      now.put(ids[i], Math.max(0, bytes[i]));
      garbage += Math.max(0, bytes[i] - allocated.getOrDefault(ids[i], 0L));
    }
    allocated = now;
    return garbage;
  }
}
