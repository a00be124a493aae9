// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.queue.Codec;
import io.nightjar.queue.Put;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.servers.OwnThread;
import io.nightjar.queue.servers.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RedisBasicsTest {
  private static WorkQueue.Builder<String> queue() {
    return WorkQueue.builder(
        RedisServer.shared().address("basics-" + UUID.randomUUID()), Codec.text());
  }

  @Test
  void aReturnedTaskHasItsPlaceBeforeNewOnes() throws InterruptedException {
    try (WorkQueue<String> queue = queue().open()) {
      queue.putAll(List.of("a", "b", "c"));
      Task<String> first = queue.takeTask();
      first.requeue();
      assertThat(queue.takeTask().value()).isEqualTo("a");
      assertThat(queue.takeTask().value()).isEqualTo("b");
      assertThat(queue.takeTask().value()).isEqualTo("c");
      queue.put("late", Put.delay(Duration.ofMillis(50)));
      assertThat(queue.takeTask().value()).isEqualTo("late");
      assertThat(queue.inProgress()).isEqualTo(4);
    }
  }

  @Test
  void wakesWhoWaits() throws Exception {
    try (WorkQueue<String> queue = queue().capacity(1).open()) {
      CompletableFuture<String> taken = async(queue::take);
      queue.put("one");
      assertThat(taken.get(5, TimeUnit.SECONDS)).isEqualTo("one");
      queue.put("two");
      CompletableFuture<Boolean> put = async(() -> queue.offer("three", Duration.ofSeconds(10)));
      assertThat(queue.take()).isEqualTo("two");
      assertThat(put.get(5, TimeUnit.SECONDS)).isTrue();
      CompletableFuture<Boolean> done = async(() -> queue.awaitDone(Duration.ofSeconds(10)));
      assertThat(queue.take()).isEqualTo("three");
      assertThat(done.get(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  private interface Action<R> {
    R run() throws InterruptedException;
  }

  private static <R> CompletableFuture<R> async(Action<R> action) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return action.run();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        OwnThread::run);
  }
}
