// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.queue.Order;
import io.nightjar.queue.QueueClosedException;
import io.nightjar.queue.QueueFeature;
import io.nightjar.queue.QueueFinishedException;
import io.nightjar.queue.QueueSettingsException;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The end of the work, the end of a handle, and several handles. */
public abstract class EndContract extends TaskContract {
  EndContract(Order order) {
    super(order);
  }

  @Test
  void nobodyPutsToAFinishedQueue() throws Exception {
    needs(QueueFeature.FINISH);
    WorkQueue<String> queue = open();
    assertThat(queue.isFinished()).isFalse();
    queue.finish();
    queue.finish();
    assertThat(queue.isFinished()).isTrue();
    assertThatThrownBy(() -> queue.put("a"))
        .isInstanceOf(QueueFinishedException.class)
        .hasMessageContaining(queue.address());
    assertThatThrownBy(() -> queue.offer("a")).isInstanceOf(QueueFinishedException.class);
    assertThatThrownBy(() -> queue.putAll(List.of("a"))).isInstanceOf(QueueFinishedException.class);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void whoWaitsForRoomIsToldOfTheEnd() throws Exception {
    needs(QueueFeature.FINISH, QueueFeature.CAPACITY);
    WorkQueue<String> queue = open(builder -> builder.capacity(1));
    queue.put("a");
    Background<Boolean> putter = Background.run(() -> queue.put("b"));
    awaitWaiting(putter);
    queue.finish();
    assertThat(putter.failure()).isInstanceOf(QueueFinishedException.class);
    assertThat(queue.take()).isEqualTo("a");
    assertThat(queue.poll()).isNull();
  }

  @Test
  void aFinishedQueueIsDrained() throws Exception {
    needs(QueueFeature.FINISH);
    WorkQueue<String> queue = open();
    queue.putAll(List.of("a", "b"));
    queue.finish();
    assertThat(List.of(queue.take(), queue.take())).containsExactlyInAnyOrder("a", "b");
    assertThatThrownBy(queue::take)
        .isInstanceOf(QueueFinishedException.class)
        .hasMessageContaining(queue.address());
    assertThatThrownBy(queue::takeTask).isInstanceOf(QueueFinishedException.class);
    assertThat(queue.poll()).isNull();
    assertThat(queue.poll(PATIENCE)).isNull();
    assertThat(queue.pollTask(PATIENCE)).isNull();
    assertThat(queue.takeTasks(2, PATIENCE)).isEmpty();
  }

  @Test
  void whoWaitsForWorkIsToldOfTheEnd() throws Exception {
    needs(QueueFeature.FINISH);
    WorkQueue<String> queue = open();
    Background<String> taker = Background.run(queue::take);
    Background<Task<String>> tasker = Background.run(() -> queue.pollTask(PATIENCE));
    awaitWaiting(taker);
    awaitWaiting(tasker);
    queue.finish();
    assertThat(taker.failure()).isInstanceOf(QueueFinishedException.class);
    assertThat(tasker.get()).isNull();
  }

  @Test
  void theEndWaitsForTasksInProgress() throws Exception {
    needs(QueueFeature.FINISH, QueueFeature.IN_PROGRESS);
    WorkQueue<String> queue = open();
    queue.putAll(List.of("a", "b"));
    Task<String> one = task(queue);
    Task<String> two = task(queue);
    queue.finish();
    assertThat(queue.poll()).isNull();
    Background<String> taker = Background.run(queue::take);
    Background<String> other = Background.run(queue::take);
    awaitWaiting(taker);
    awaitWaiting(other);
    one.requeue();
    eventually(() -> assertThat(taker.isRunning() && other.isRunning()).isFalse());
    Background<String> last = taker.isRunning() ? taker : other;
    assertThat(last.isRunning()).isTrue();
    two.done();
    assertThat(last.failure()).isInstanceOf(QueueFinishedException.class);
  }

  @Test
  void aLoopOverTasksEndsWithTheQueue() throws Exception {
    needs(QueueFeature.FINISH);
    WorkQueue<String> queue = open();
    queue.putAll(List.of("a", "b", "c"));
    Background<List<String>> loop =
        Background.run(
            () -> {
              List<String> values = new ArrayList<>();
              for (Task<String> task : queue.tasks()) {
                values.add(task.value());
                task.done();
              }
              return values;
            });
    eventually(() -> assertThat(queue.isEmpty()).isTrue());
    queue.finish();
    assertThat(loop.get()).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void anInterruptEndsALoopOverTasksAndIsKept() throws Exception {
    WorkQueue<String> queue = open();
    Background<Boolean> loop =
        Background.run(
            () -> {
              for (Task<String> task : queue.tasks()) {
                task.done();
              }
              return Thread.interrupted();
            });
    awaitWaiting(loop);
    loop.interrupt();
    assertThat(loop.get()).isTrue();
  }

  @Test
  void allWorkIsDoneWhenNothingIsReadyOrInProgress() throws Exception {
    needs(QueueFeature.IN_PROGRESS);
    WorkQueue<String> queue = open();
    assertThat(queue.awaitDone(Duration.ZERO)).isTrue();
    queue.putAll(List.of("a", "b"));
    assertThat(queue.awaitDone(SHORT)).isFalse();
    queue.take();
    Task<String> task = task(queue);
    assertThat(queue.awaitDone(SHORT)).isFalse();
    Background<Boolean> waiting = Background.run(() -> queue.awaitDone());
    awaitWaiting(waiting);
    task.done();
    waiting.get();
  }

  @Test
  void aClosedHandleWakesItsThreads() throws Exception {
    WorkQueue<String> queue = open();
    Background<String> taker = Background.run(queue::take);
    Background<Task<String>> tasker = Background.run(() -> queue.pollTask(PATIENCE));
    awaitWaiting(taker);
    awaitWaiting(tasker);
    queue.close();
    queue.close();
    assertThat(taker.failure())
        .isInstanceOf(QueueClosedException.class)
        .hasMessageContaining(queue.address());
    assertThat(tasker.failure()).isInstanceOf(QueueClosedException.class);
    assertThatThrownBy(() -> queue.put("a")).isInstanceOf(QueueClosedException.class);
    assertThatThrownBy(queue::poll).isInstanceOf(QueueClosedException.class);
    assertThatThrownBy(queue::stats).isInstanceOf(QueueClosedException.class);
  }

  @Test
  void aClosedHandleWakesWhoWaitsForRoom() throws Exception {
    needs(QueueFeature.CAPACITY);
    WorkQueue<String> stays = open(builder -> builder.capacity(1));
    WorkQueue<String> queue = open();
    queue.put("a");
    Background<Boolean> putter = Background.run(() -> queue.put("b"));
    awaitWaiting(putter);
    queue.close();
    assertThat(putter.failure()).isInstanceOf(QueueClosedException.class);
    assertThat(stays.take()).isEqualTo("a");
  }

  @Test
  void aClosedHandleGivesItsTasksBackAtOnce() throws Exception {
    WorkQueue<String> stays = open();
    WorkQueue<String> leaves = open();
    stays.put("a");
    Task<String> task = task(leaves);
    leaves.close();
    assertThatThrownBy(task::done).isInstanceOf(QueueClosedException.class);
    Task<String> again = task(stays);
    assertThat(again.value()).isEqualTo("a");
    assertThat(again.attempt()).isEqualTo(1);
    again.done();
  }

  @Test
  void aClosedHandleLeavesTheTasksOfOthersAlone() throws Exception {
    WorkQueue<String> stays = open();
    WorkQueue<String> leaves = open();
    stays.put("a");
    Task<String> kept = task(stays);
    stays.put("b");
    task(leaves);
    leaves.close();
    Task<String> again = task(stays);
    assertThat(again.value()).isEqualTo("b");
    again.done();
    kept.done();
    assertThat(stays.poll()).isNull();
  }

  @Test
  void handlesShareTheQueue() throws Exception {
    WorkQueue<String> one = open();
    WorkQueue<String> other = open();
    one.put("a");
    assertThat(value(other)).isEqualTo("a");
    Background<String> taker = Background.run(one::take);
    awaitWaiting(taker);
    other.put("b");
    assertThat(taker.get()).isEqualTo("b");
    if (!lacks().contains(QueueFeature.FINISH)) {
      other.finish();
      assertThatThrownBy(() -> one.put("c")).isInstanceOf(QueueFinishedException.class);
    }
  }

  @Test
  void aSecondHandleTakesOverWhatItDoesNotGive() throws Exception {
    WorkQueue<String> one = open(builder -> builder.maxAttempts(7).maxPayload(1000));
    WorkQueue<String> other = open();
    assertThat(other.settings().maxAttempts()).isEqualTo(7);
    assertThat(other.settings().maxPayload()).isEqualTo(1000);
    assertThat(other.settings().order()).isEqualTo(one.settings().order());
    assertThat(open(builder -> builder.maxAttempts(7)).settings()).isEqualTo(other.settings());
  }

  @Test
  void aSecondHandleWithOtherSettingsIsRefused() throws Exception {
    open(builder -> builder.maxAttempts(7));
    assertThatThrownBy(() -> open(builder -> builder.maxAttempts(8)))
        .isInstanceOf(QueueSettingsException.class)
        .hasMessageContaining("maxAttempts is 7 there and 8 was asked for");
    open().put("the queue is as it was");
  }
}
