// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers of a queue that is ill, and how they end. */
class WorkersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A queue whose takers get this exception. */
  @SuppressWarnings("unchecked")
  private static WorkQueue<String> thatThrows(Throwable failure) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.getName().equals("takeTask")) {
            throw failure;
          }
          return "ill:queue";
        };
    return (WorkQueue<String>)
        Proxy.newProxyInstance(
            WorkersTest.class.getClassLoader(), new Class<?>[] {WorkQueue.class}, handler);
  }

  @Test
  void whoWaitsForThemIsToldWhatEndedThem() {
    QueueDamagedException damage = new QueueDamagedException("half of it is gone", null);
    try (Workers workers = WorkerCrew.onThreads(thatThrows(damage), 2, task -> {})) {
      assertThatThrownBy(workers::await).isSameAs(damage);
      assertThatThrownBy(() -> workers.await(PATIENCE)).isSameAs(damage);
      assertThat(workers.running()).isZero();
    }
    Error error = new StackOverflowError("a codec that calls itself");
    try (Workers workers = WorkerCrew.onThreads(thatThrows(error), 1, task -> {})) {
      assertThatThrownBy(workers::await).isSameAs(error);
    }
  }

  @Test
  void whatCannotBeSettledEndsNoWorker() throws Exception {
    try (WorkQueue<String> queue = WorkQueue.open("memory:", Codec.text())) {
      AtomicBoolean broken = new AtomicBoolean(true);
      AtomicInteger done = new AtomicInteger();
      queue.put("a");
      queue.finish();
      Worker<String> worker =
          task -> {
            if (broken.getAndSet(false)) {
              throw new Nameless();
            }
            done.incrementAndGet();
          };
      try (Workers workers = queue.work(1, worker)) {
        assertThat(workers.await(PATIENCE)).isTrue();
      }
      assertThat(done).hasValue(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptOfOneTaskIsNotOneOfTheNext(boolean executor) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (WorkQueue<String> queue =
        WorkQueue.builder("memory:", Codec.text())
            .maxAttempts(1)
            .retryDelay(Duration.ZERO, 1, Duration.ZERO)
            .open()) {
      queue.put("throws");
      queue.put("sets the flag");
      for (int i = 0; i < 20; i++) {
        queue.put("good");
      }
      queue.finish();
      AtomicInteger done = new AtomicInteger();
      Worker<String> worker =
          task -> {
            switch (task.value()) {
              case "throws" -> throw new InterruptedException("of something within");
              case "sets the flag" -> Thread.currentThread().interrupt();
              default -> {
                Thread.sleep(1); // throws if the flag is set
                done.incrementAndGet();
              }
            }
          };
      try (Workers workers = executor ? queue.work(2, threads, worker) : queue.work(2, worker)) {
        assertThat(workers.await(PATIENCE)).isTrue();
      }
      assertThat(done).hasValue(20);
      assertThat(queue.deadLetters().size()).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anExecutorThatIsShutDownGetsItsThreadsBack() throws Exception {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try (WorkQueue<String> queue = WorkQueue.open("memory:", Codec.text())) {
      queue.put("long");
      queue.put("never begun");
      CountDownLatch begun = new CountDownLatch(1);
      Worker<String> worker =
          task -> {
            begun.countDown();
            Thread.sleep(PATIENCE.toMillis());
          };
      // One of the three has a thread, and the others never will.
      try (Workers workers = queue.work(3, threads, worker)) {
        assertThat(begun.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        threads.shutdownNow();
        assertThat(threads.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        assertThat(workers.running()).isEqualTo(2);
      }
      assertThat(queue.size()).as("the other one, and the one that failed").isEqualTo(2);
    }
  }

  @Test
  void aWorkerMayCloseThemAll() throws Exception {
    try (WorkQueue<String> queue = WorkQueue.open("memory:", Codec.text())) {
      CompletableFuture<Workers> self = new CompletableFuture<>();
      Workers workers = queue.work(2, task -> self.get().close());
      self.complete(workers);
      queue.put("the last one");
      assertThat(workers.await(PATIENCE)).isTrue();
      assertThat(queue.size()).isZero();
    }
  }

  /** An exception that nobody can write down. */
  private static final class Nameless extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new UnsupportedOperationException("this test wants it so");
    }
  }
}
