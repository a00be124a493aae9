// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.queue.Codec;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.servers.CuttingProxy;
import io.nightjar.queue.servers.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A step that the server made, and whose answer never came. */
class RedisLostAnswerTest {
  private final CuttingProxy proxy = new CuttingProxy(RedisServer.shared().port());
  private final WorkQueue<String> queue =
      WorkQueue.open(
          "redis://127.0.0.1:" + proxy.port() + "/lost-" + UUID.randomUUID(), Codec.text());

  @BeforeEach
  void putOne() throws InterruptedException {
    queue.put("a");
  }

  @AfterEach
  void close() {
    assertThat(proxy.cuts()).isEqualTo(1);
    queue.close();
    proxy.close();
  }

  @Test
  void aPutIsMadeAgain() throws InterruptedException {
    proxy.loseNextAnswer();
    queue.put("b");
    assertThat(queue.take()).isEqualTo("a");
    assertThat(queue.take()).isEqualTo("b");
    assertThat(queue.poll()).isIn("b", null); // at least once
  }

  @Test
  void aTakeGivesTheTaskAfterAll() throws InterruptedException {
    proxy.loseNextAnswer();
    Task<String> task = queue.pollTask(Duration.ofSeconds(10));
    assertThat(task).isNotNull();
    assertThat(task.attempt()).isEqualTo(1);
    assertThat(queue.inProgress()).isEqualTo(1);
    task.done();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void aTaskIsDoneOnce() throws InterruptedException {
    Task<String> task = queue.takeTask();
    proxy.loseNextAnswer();
    task.done();
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.inProgress()).isZero();
  }

  @Test
  void manyTasksAreDoneOnce() throws InterruptedException {
    queue.putAll(List.of("b", "c"));
    List<Task<String>> tasks = List.of(queue.takeTask(), queue.takeTask(), queue.takeTask());
    proxy.loseNextAnswer();
    assertThat(queue.doneAll(tasks)).isEmpty();
    assertThat(tasks).allMatch(Task::isSettled);
    assertThat(queue.stats().done()).isEqualTo(3);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.inProgress()).isZero();
  }

  @Test
  void aTaskThatFailedComesBackOnce() throws InterruptedException {
    Task<String> task = queue.takeTask();
    proxy.loseNextAnswer();
    task.fail("broken");
    assertThat(queue.size()).isEqualTo(1);
    Task<String> again = queue.takeTask();
    assertThat(again.attempt()).isEqualTo(2);
    again.done();
  }
}
