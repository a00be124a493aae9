// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.stress;

import static io.nightjar.SocketType.DEALER;
import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.REQ;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nightjar.ClosedException;
import io.nightjar.Context;
import io.nightjar.DealerSocket;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.testkit.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every socket may be used from any thread, closed under a blocked one, and interrupted. */
final class SharingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int THREADS = 8;
  private static final int EACH = 3_000;
  private static final int VIRTUAL = 200;

  @TempDir private Path folder;
  private LeakCheck leaks;
  private Context context;
  private ExecutorService threads;

  @BeforeEach
  void open() {
    leaks = LeakCheck.begin();
    context = Context.create();
    threads = Executors.newCachedThreadPool();
  }

  @AfterEach
  void close() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).as("all threads ended").isTrue();
    context.close(Duration.ZERO);
    assertThat(Crew.chunksInUse(context)).as("chunks still in use").isZero();
    leaks.expectNothingLeft();
  }

  private String endpoint(String transport) {
    return switch (transport) {
      case "tcp" -> "tcp://127.0.0.1:*";
      case "ipc" -> "ipc://" + folder.resolve("s");
      default -> "inproc://shared";
    };
  }

  private <T> T finish(Future<T> task) throws Exception {
    try {
      return task.get(PATIENCE.toSeconds() * 3, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("a thread did not finish within " + PATIENCE.multipliedBy(3), e);
    }
  }

  private <T> void finishAll(List<Future<T>> tasks) throws Exception {
    for (Future<T> task : tasks) {
      finish(task);
    }
  }

  private List<Future<Void>> start(int count, Work work) {
    List<Future<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int id = i;
      Callable<Void> task =
          () -> {
            work.run(id);
            return null;
          };
      tasks.add(threads.submit(task));
    }
    return tasks;
  }

  private interface Work {
    void run(int id) throws Exception;
  }

  @ParameterizedTest(name = "over {0}")
  @ValueSource(strings = {"inproc", "tcp", "ipc"})
  void eightThreadsShareAPushAndEightShareAPull(String transport) throws Exception {
    PullSocket pull = context.socket(PULL);
    PushSocket push = context.socket(PUSH);
    push.connect(pull.bind(endpoint(transport)).address());
    Set<Numbered> got = ConcurrentHashMap.newKeySet();
    AtomicInteger doubles = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(THREADS * EACH);
    List<Future<Void>> senders =
        start(
            THREADS,
            id -> {
              Random random = new Random(id);
              for (int i = 0; i < EACH; i++) {
                push.send(new Numbered(id, i).message(random, i % 5));
              }
            });
    List<Future<Void>> receivers =
        start(
            THREADS,
            id -> {
              Map<Integer, Integer> last = new HashMap<>();
              while (true) {
                Message message;
                try {
                  message = pull.receive();
                } catch (ClosedException e) {
                  return;
                }
                Numbered numbered = Numbered.of(message, 0);
                if (message.size() != 1 + numbered.number() % 5) {
                  throw new AssertionError("frames of two messages are mixed: " + message);
                }
                Integer before = last.put(numbered.sender(), numbered.number());
                if (before != null && before >= numbered.number()) {
                  throw new AssertionError(before + " came before " + numbered);
                }
                if (!got.add(numbered)) {
                  doubles.incrementAndGet();
                }
                all.countDown();
              }
            });
    finishAll(senders);
    assertThat(all.await(30, TimeUnit.SECONDS)).as("all messages came; missing " + all).isTrue();
    pull.close();
    finishAll(receivers);
    assertThat(doubles).hasValue(0);
    assertThat(got).hasSize(THREADS * EACH);
  }

  @ParameterizedTest(name = "over {0}")
  @ValueSource(strings = {"inproc", "tcp", "ipc"})
  void manyThreadsRequestOnOneSocketAndGetTheirOwnReplies(String transport) throws Exception {
    RepSocket rep = context.socket(REP);
    ReqSocket req = context.socket(REQ);
    req.connect(rep.bind(endpoint(transport)).address());
    RepSocket.Serving serving = rep.serve(2, request -> Message.of("re: " + request.text()));
    finishAll(
        start(
            THREADS,
            id -> {
              for (int i = 0; i < 500; i++) {
                String question = id + "/" + i;
                assertThat(req.request(question, PATIENCE)).isEqualTo("re: " + question);
              }
            }));
    serving.close();
  }

  @ParameterizedTest(name = "over {0}")
  @ValueSource(strings = {"inproc", "tcp", "ipc"})
  void closeWakesAllThatAreBlockedInReceiving(String transport) throws Exception {
    for (int round = 0; round < 20; round++) {
      PullSocket pull = context.socket(PULL);
      PushSocket push = context.socket(PUSH);
      push.connect(pull.bind(endpoint(transport)).address());
      push.send("one");
      assertThat(pull.tryReceive(PATIENCE)).isNotNull();
      List<Future<Void>> blocked = start(4, id -> pull.receive());
      awaitRound(round);
      pull.close();
      expectAllClosed(blocked);
      push.close(Duration.ZERO);
    }
  }

  @ParameterizedTest(name = "over {0}")
  @ValueSource(strings = {"inproc", "tcp", "ipc"})
  void closeWakesAllThatAreBlockedInSending(String transport) throws Exception {
    for (int round = 0; round < 20; round++) {
      PullSocket pull = context.socket(PULL);
      PushSocket push = context.socket(PUSH);
      push.set(Options.SNDHWM, 2).set(Options.LINGER, Duration.ZERO);
      pull.set(Options.RCVHWM, 2);
      push.connect(pull.bind(endpoint(transport)).address());
      List<Future<Void>> blocked =
          start(
              4,
              id -> {
                while (true) {
                  push.send(new byte[50_000]);
                }
              });
      awaitRound(round);
      push.close();
      expectAllClosed(blocked);
      pull.close(Duration.ZERO);
    }
  }

  /** A moment, longer from round to round: the close comes before, while and after they block. */
  private static void awaitRound(int round) {
    LockSupport.parkNanos(50_000L * round * round);
  }

  private void expectAllClosed(List<Future<Void>> blocked) throws Exception {
    for (Future<Void> task : blocked) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> finish(task))
          .withCauseInstanceOf(ClosedException.class);
    }
  }

  @ParameterizedTest(name = "over {0}")
  @ValueSource(strings = {"inproc", "tcp", "ipc"})
  void anInterruptedReceiverLeavesAtOnceAndTheOthersStay(String transport) throws Exception {
    PullSocket pull = context.socket(PULL);
    PushSocket push = context.socket(PUSH);
    push.connect(pull.bind(endpoint(transport)).address());
    Set<String> got = ConcurrentHashMap.newKeySet();
    AtomicInteger waiting = new AtomicInteger(3);
    List<Future<Void>> tasks =
        start(
            3,
            id -> {
              try {
                while (true) {
                  got.add(pull.receiveString());
                }
              } finally {
                waiting.decrementAndGet();
              }
            });
    int sent = 0;
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 50; j++) {
        push.send("message " + sent++);
      }
      int expected = sent;
      await("all " + sent + " messages", () -> got.size() == expected);
      tasks.get(i).cancel(true);
      int left = 2 - i;
      await("the cancelled thread left", () -> waiting.get() == left);
    }
    push.send("last");
    assertThat(pull.tryReceive(PATIENCE)).isEqualTo(Message.of("last"));
  }

  @ParameterizedTest(name = "over {0}")
  @ValueSource(strings = {"inproc", "tcp", "ipc"})
  void anInterruptedSenderHasSentNothingAndTheSocketGoesOn(String transport) throws Exception {
    PullSocket pull = context.socket(PULL);
    PushSocket push = context.socket(PUSH);
    push.set(Options.SNDHWM, 2);
    pull.set(Options.RCVHWM, 2);
    push.connect(pull.bind(endpoint(transport)).address());
    AtomicInteger sent = new AtomicInteger();
    CountDownLatch ended = new CountDownLatch(1);
    Future<Void> sender =
        start(
                1,
                id -> {
                  try {
                    while (true) {
                      push.send(
                          Message.wrap(
                              String.valueOf(sent.get()).getBytes(US_ASCII), new byte[30_000]));
                      sent.incrementAndGet();
                    }
                  } finally {
                    ended.countDown();
                  }
                })
            .get(0);
    await("the sender is blocked", new Steady(sent));
    sender.cancel(true);
    assertThat(ended.await(10, TimeUnit.SECONDS)).as("the sender left").isTrue();
    int count = sent.get();
    for (int i = 0; i < count; i++) {
      assertThat(pull.tryReceive(PATIENCE)).isNotNull().extracting(Message::text).isEqualTo("" + i);
    }
    push.send("after");
    assertThat(pull.tryReceive(PATIENCE)).isEqualTo(Message.of("after"));
  }

  /** True once a counter has not moved for a while. */
  private static final class Steady implements BooleanSupplier {
    private final AtomicInteger counter;
    private int last = -1;
    private int same;

    Steady(AtomicInteger counter) {
      this.counter = counter;
    }

    @Override
    public boolean getAsBoolean() {
      int now = counter.get();
      same = now == last && now > 0 ? same + 1 : 0;
      last = now;
      return same > 100;
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline >= 0) {
        throw new AssertionError("not within " + PATIENCE + ": " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @ParameterizedTest(name = "over {0}")
  @ValueSource(strings = {"inproc", "tcp", "ipc"})
  void contextCloseEndsEverybodyWhereverTheyWait(String transport) throws Exception {
    PullSocket pull = context.socket(PULL);
    ReqSocket req = context.socket(REQ);
    DealerSocket dealer = context.socket(DEALER);
    RepSocket rep = context.socket(REP);
    String endpoint = rep.bind(endpoint(transport)).address();
    req.connect(endpoint);
    dealer.connect(endpoint);
    List<Future<Void>> blocked = new ArrayList<>();
    CountDownLatch started = new CountDownLatch(4);
    blocked.addAll(
        start(
            1,
            id -> {
              started.countDown();
              pull.receive();
            }));
    blocked.addAll(
        start(
            1,
            id -> {
              started.countDown();
              dealer.receive();
            }));
    blocked.addAll(
        start(
            1,
            id -> {
              started.countDown();
              req.request("?", Duration.ofSeconds(60));
            }));
    blocked.addAll(
        start(
            1,
            id -> {
              started.countDown();
              rep.receive();
              rep.receive();
            }));
    assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
    context.close(Duration.ofMillis(100));
    finish(blocked.get(0), ClosedException.class);
    finish(blocked.get(1), ClosedException.class);
    finish(blocked.get(2), ClosedException.class);
    finish(blocked.get(3), Exception.class);
  }

  private void finish(Future<Void> task, Class<? extends Exception> cause) {
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> finish(task))
        .withCauseInstanceOf(cause);
  }

  // ---- virtual threads, where there are some ----

  @Test
  void hundredsOfVirtualThreadsRequestOnOneSocket() throws Exception {
    RepSocket rep = context.socket(REP);
    ReqSocket req = context.socket(REQ);
    req.connect(rep.bind(endpoint("tcp")).address());
    AtomicInteger right = new AtomicInteger();
    try (RepSocket.Serving serving = rep.serve(2, request -> Message.of("re: " + request.text()))) {
      assertThat(serving).isNotNull();
      List<Thread> all = new ArrayList<>();
      for (int i = 0; i < VIRTUAL; i++) {
        String question = "question " + i;
        all.add(
            virtual(
                () -> {
                  for (int j = 0; j < 10; j++) {
                    if (("re: " + question).equals(req.request(question, PATIENCE))) {
                      right.incrementAndGet();
                    }
                  }
                }));
      }
      for (Thread thread : all) {
        thread.join(PATIENCE.toMillis());
        assertThat(thread.isAlive()).as("a virtual thread still waits").isFalse();
      }
    }
    assertThat(right).hasValue(VIRTUAL * 10);
  }

  @Test
  void blockedVirtualThreadsHoldNoCarrier() throws Exception {
    PullSocket pull = context.socket(PULL);
    pull.bind(endpoint("tcp"));
    PushSocket push = context.socket(PUSH);
    push.set(Options.SNDHWM, 1);
    push.connect("tcp://127.0.0.1:1");
    push.send("fills the queue");
    ReqSocket req = context.socket(REQ);
    AtomicInteger ended = new AtomicInteger();
    List<Thread> blocked = new ArrayList<>();
    // Far more than there are carriers, in every kind of wait.
    for (int i = 0; i < VIRTUAL; i++) {
      blocked.add(virtual(() -> endedBy(ended, pull::receive)));
      blocked.add(virtual(() -> endedBy(ended, () -> pull.tryReceive(Duration.ofMinutes(1)))));
      blocked.add(
          virtual(
              () -> endedBy(ended, () -> push.trySend(Message.of("x"), Duration.ofMinutes(1)))));
      blocked.add(virtual(() -> endedBy(ended, () -> req.request("?", Duration.ofMinutes(1)))));
    }
    CountDownLatch ran = new CountDownLatch(VIRTUAL);
    for (int i = 0; i < VIRTUAL; i++) {
      virtual(ran::countDown);
    }
    assertThat(ran.await(10, TimeUnit.SECONDS)).as("other virtual threads ran").isTrue();
    for (Thread thread : blocked) {
      thread.interrupt();
    }
    await("all " + blocked.size() + " left, interrupted", () -> ended.get() == blocked.size());
    push.close(Duration.ZERO);
  }

  private static void endedBy(AtomicInteger ended, Callable<?> wait) throws Exception {
    try {
      wait.call();
    } catch (InterruptedException e) {
      ended.incrementAndGet();
    }
  }

  private interface Task {
    void run() throws Exception;
  }

  /** Starts a virtual thread; without those of Java 21 and later the test is skipped. */
  private static Thread virtual(Task task) throws ReflectiveOperationException {
    Runnable body =
        () -> {
          try {
            task.run();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        };
    assumeTrue(Runtime.version().feature() >= 21, "virtual threads need Java 21");
    return (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, body);
  }
}
