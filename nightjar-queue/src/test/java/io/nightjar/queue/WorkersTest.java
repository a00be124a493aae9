// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Workers of a queue that is ill. */
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

  /** An exception that nobody can write down. */
  private static final class Nameless extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new UnsupportedOperationException("this test wants it so");
    }
  }
}
