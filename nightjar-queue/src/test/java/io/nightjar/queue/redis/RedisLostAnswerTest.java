// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nightjar.queue.Codec;
import io.nightjar.queue.QueueUnavailableException;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.contract.Background;
import io.nightjar.queue.servers.CuttingProxy;
import io.nightjar.queue.servers.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A step that the server made, and whose answer never came. */
class RedisLostAnswerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

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

  /** Loses the answer of a call, and interrupts it before it can try again. */
  private <V> Background<V> interrupted(Callable<V> call) throws InterruptedException {
    proxy.refuse(true);
    proxy.loseNextAnswer();
    Background<V> calling = Background.run(call);
    await().atMost(PATIENCE).until(() -> proxy.cuts() == 1);
    calling.interrupt();
    TimeUnit.MILLISECONDS.sleep(100); // so that it is seen in a pause
    proxy.refuse(false);
    return calling;
  }

  @Test
  void anInterruptAfterAPutIsSeenWhenItIsMadeAgain() throws Exception {
    Background<Boolean> putting =
        interrupted(
            () -> {
              queue.put("b");
              return Thread.interrupted();
            });
    assertThat(putting.get()).as("interrupted").isTrue();
    assertThat(queue.take()).isEqualTo("a");
    assertThat(queue.take()).isEqualTo("b");
  }

  @Test
  void anInterruptAfterATakeIsSeenWithTheTask() throws Exception {
    Background<Boolean> taking =
        interrupted(
            () -> {
              queue.takeTask().done();
              return Thread.interrupted();
            });
    assertThat(taking.get()).as("interrupted").isTrue();
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.inProgress()).isZero();
  }

  @Test
  void anInterruptAfterATaskFailedIsSeenWhenThatIsKnown() throws Exception {
    Task<String> task = queue.takeTask();
    Background<Boolean> failing =
        interrupted(
            () -> {
              Thread.currentThread().interrupt();
              task.fail("broken");
              return Thread.interrupted();
            });
    assertThat(failing.get()).as("interrupted").isTrue();
    assertThat(queue.takeTask().attempt()).isEqualTo(2);
  }

  @Test
  void aPutOfWhichNobodyCanTellWhetherItIsInSaysSo() throws Exception {
    try (WorkQueue<String> small = other().capacity(1).open()) {
      Background<Boolean> putting =
          interrupted(
              () -> {
                small.put("full by now");
                return true;
              });
      assertThat(putting.failure())
          .isInstanceOf(QueueUnavailableException.class)
          .hasMessageContaining("not known whether the task is in");
      assertThat(small.size()).isEqualTo(1);
    }
  }

  @Test
  void anOfferThatMayHaveFilledTheQueueItselfDoesNotSayThatItWasFull() throws Exception {
    try (WorkQueue<String> small = other().capacity(1).open()) {
      proxy.loseNextAnswer();
      assertThatThrownBy(() -> small.offer("full by now"))
          .isInstanceOf(QueueUnavailableException.class)
          .hasMessageContaining("not known whether the task is in");
      assertThat(small.offer("another")).isFalse();
      assertThat(small.size()).isEqualTo(1);
    }
  }

  @Test
  void aServerThatStaysAwayMayHaveDoneItsWork() throws Exception {
    try (WorkQueue<String> hasty =
        other().set(RedisOptions.RECONNECT, Duration.ofMillis(300)).open()) {
      proxy.refuse(true);
      proxy.loseNextAnswer();
      assertThatThrownBy(() -> hasty.put("b"))
          .isInstanceOf(QueueUnavailableException.class)
          .hasMessageContaining("not known whether it did what it was asked to");
      assertThatThrownBy(() -> hasty.put("b"))
          .isInstanceOf(QueueUnavailableException.class)
          .hasMessageNotContaining("not known");
      proxy.refuse(false);
      assertThat(hasty.take()).isEqualTo("b");
    }
  }

  @Test
  void aTaskThatWasTakenFromAServerThatStaysAwayIsGivenBackByTheNextTake() throws Exception {
    try (WorkQueue<String> hasty =
        other().set(RedisOptions.RECONNECT, Duration.ofMillis(300)).open()) {
      hasty.put("b");
      proxy.refuse(true);
      proxy.loseNextAnswer();
      assertThatThrownBy(hasty::takeTask).isInstanceOf(QueueUnavailableException.class);
      proxy.refuse(false);
      Task<String> task = hasty.pollTask();
      assertThat(task).isNotNull();
      assertThat(task.attempt()).isEqualTo(1);
      task.done();
    }
  }

  private WorkQueue.Builder<String> other() {
    return WorkQueue.builder(
        "redis://127.0.0.1:" + proxy.port() + "/lost-" + UUID.randomUUID(), Codec.text());
  }
}
