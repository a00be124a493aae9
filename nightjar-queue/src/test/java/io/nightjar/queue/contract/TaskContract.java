// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.queue.LeaseExpiredException;
import io.nightjar.queue.Order;
import io.nightjar.queue.Put;
import io.nightjar.queue.QueueClosedException;
import io.nightjar.queue.QueueFeature;
import io.nightjar.queue.QueueStats;
import io.nightjar.queue.Task;
import io.nightjar.queue.UnsupportedQueueException;
import io.nightjar.queue.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tasks: settled once, tried again, leased, dead. */
public abstract class TaskContract extends PutTakeContract {
  /** More than are settled in one step. */
  private static final int MANY = 1200;

  TaskContract(Order order) {
    super(order);
  }

  /** Failed tasks come back at once, twice. */
  private static WorkQueue.Builder<String> atOnce(WorkQueue.Builder<String> builder) {
    return builder.retryDelay(Duration.ZERO, 1, Duration.ZERO).maxAttempts(3);
  }

  /**
   * Ends a lease as if its taker were too slow. All other leases are long, so that a machine that
   * is slow ends none.
   */
  private static void endLease(Task<String> task) {
    task.extend(Duration.ofMillis(1));
  }

  @Test
  void aTaskThatIsDoneLeavesTheQueue() throws Exception {
    WorkQueue<String> queue = open();
    queue.put("a");
    Task<String> task = task(queue);
    assertThat(task.value()).isEqualTo("a");
    assertThat(task.attempt()).isEqualTo(1);
    assertThat(task.reason()).isNull();
    assertThat(task.isSettled()).isFalse();
    assertThat(queue.size()).isZero();
    if (!lacks().contains(QueueFeature.IN_PROGRESS)) {
      assertThat(queue.inProgress()).isEqualTo(1);
    }
    task.done();
    assertThat(task.isSettled()).isTrue();
    assertThat(queue.poll()).isNull();
    if (!lacks().contains(QueueFeature.IN_PROGRESS)) {
      assertThat(queue.inProgress()).isZero();
    }
  }

  @Test
  void aHandleMayHaveManyTasksAtOnce() throws Exception {
    WorkQueue<String> queue = open();
    List<Task<String>> tasks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      queue.put("task " + i);
    }
    for (int i = 0; i < 20; i++) {
      tasks.add(task(queue));
    }
    tasks.forEach(Task::done);
    assertThat(queue.poll()).isNull();
  }

  @Test
  void aTaskThatFailsComesBackWithItsReason() throws Exception {
    WorkQueue<String> queue = open(TaskContract::atOnce);
    queue.put("a");
    Task<String> first = task(queue);
    first.fail(new IllegalArgumentException("no such picture"));
    Task<String> second = task(queue);
    assertThat(second.value()).isEqualTo("a");
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.reason()).contains("IllegalArgumentException").contains("no such picture");
    second.done();
  }

  @Test
  void aTaskThatFailedRestsBeforeItComesBack() throws Exception {
    needs(QueueFeature.DELAY);
    WorkQueue<String> queue = open(b -> b.retryDelay(REST, 1, REST));
    queue.put("a");
    long start = System.nanoTime();
    task(queue).fail("try later");
    task(queue).done();
    hasRested(start);
  }

  @Test
  void aTaskThatRestsIsDelayed() throws Exception {
    needs(QueueFeature.DELAY);
    Duration hour = Duration.ofHours(1);
    WorkQueue<String> queue = open(b -> b.retryDelay(hour, 1, hour));
    queue.put("a");
    task(queue).fail("try later");
    assertThat(queue.pollTask()).isNull();
    assertThat(queue.size()).isEqualTo(1);
    assertThat(queue.stats().delayed()).isEqualTo(1);
  }

  @Test
  void aTaskThatFailsTooOftenIsADeadLetter() throws Exception {
    needs(QueueFeature.DEAD_LETTERS);
    WorkQueue<String> queue = open(TaskContract::atOnce);
    queue.put("a");
    String id = "";
    for (int i = 1; i <= 3; i++) {
      Task<String> task = task(queue);
      assertThat(task.attempt()).isEqualTo(i);
      id = task.id();
      task.fail("failure " + i);
    }
    assertThat(queue.poll()).isNull();
    if (!lacks().contains(QueueFeature.IN_PROGRESS)) {
      assertThat(queue.awaitDone(PATIENCE)).isTrue();
    }
    Task<String> dead = task(queue.deadLetters());
    assertThat(dead.value()).isEqualTo("a");
    assertThat(dead.id()).isEqualTo(id);
    assertThat(dead.reason()).isEqualTo("failure 3");
    assertThat(dead.attempt()).as("those it had").isEqualTo(3);
    dead.done();
    assertThat(queue.deadLetters().isEmpty()).isTrue();
  }

  @Test
  void aDeadLetterStaysUntilItIsDone() throws Exception {
    needs(QueueFeature.DEAD_LETTERS);
    WorkQueue<String> queue = open(builder -> atOnce(builder).maxAttempts(1));
    queue.put("a");
    task(queue).fail("broken");
    WorkQueue<String> dead = queue.deadLetters();
    task(dead).close();
    task(dead).requeue();
    Task<String> task = task(dead);
    assertThat(task.reason()).isEqualTo("broken");
    task.fail("broken still");
    task = task(dead);
    assertThat(task.reason()).isEqualTo("broken still");
    assertThat(task.attempt()).as("taken from the dead letters often").isEqualTo(1);
    task.requeue();
    assertThat(dead.size()).isEqualTo(1);
    assertThat(dead.take()).isEqualTo("a");
    assertThat(dead.isEmpty()).isTrue();
  }

  @Test
  void aLongReasonIsCut() throws Exception {
    needs(QueueFeature.DEAD_LETTERS);
    WorkQueue<String> queue = open(builder -> atOnce(builder).maxAttempts(2));
    queue.put("a");
    String longReason = "é".repeat(1_000_000);
    task(queue).fail(longReason);
    Task<String> again = task(queue);
    assertThat(again.reason()).startsWith("éé").hasSize(2000).endsWith("…");
    again.fail(new IllegalStateException(longReason));
    Task<String> dead = task(queue.deadLetters());
    assertThat(dead.reason()).contains("éé").hasSize(2000).endsWith("…");
    dead.done();
  }

  @Test
  void aDeadLetterWhoseTakerIsTooSlowStaysAsItIs() throws Exception {
    needs(QueueFeature.DEAD_LETTERS, QueueFeature.LEASE);
    WorkQueue<String> queue = open(builder -> atOnce(builder).maxAttempts(1));
    queue.put("a");
    task(queue).fail("broken");
    WorkQueue<String> dead = queue.deadLetters();
    endLease(task(dead));
    Task<String> again = task(dead);
    assertThat(again.reason()).isEqualTo("broken");
    assertThat(again.attempt()).isEqualTo(1);
    again.done();
    assertThat(dead.isEmpty()).isTrue();
  }

  @Test
  void nobodyPutsToDeadLetters() throws Exception {
    needs(QueueFeature.DEAD_LETTERS);
    WorkQueue<String> dead = open().deadLetters();
    assertThatThrownBy(() -> dead.put("a"))
        .isInstanceOf(UnsupportedQueueException.class)
        .hasMessageContaining("put them to the queue itself");
    assertThatThrownBy(dead::finish).isInstanceOf(UnsupportedQueueException.class);
    assertThatThrownBy(dead::deadLetters).isInstanceOf(UnsupportedQueueException.class);
  }

  @Test
  void aTaskThatIsGivenBackCountsAsNotTaken() throws Exception {
    WorkQueue<String> queue = open();
    queue.put("a");
    task(queue).requeue();
    try (Task<String> task = task(queue)) {
      assertThat(task.attempt()).isEqualTo(1);
      assertThat(task.reason()).isNull();
    }
    Task<String> closed = task(queue);
    assertThat(closed.attempt()).isEqualTo(1);
    closed.done();
    closed.close();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void aTaskCanBeGivenBackForLater() throws Exception {
    needs(QueueFeature.DELAY);
    WorkQueue<String> queue = open();
    queue.put("a");
    long start = System.nanoTime();
    task(queue).requeue(REST);
    Task<String> task = task(queue);
    hasRested(start);
    assertThat(task.attempt()).isEqualTo(1);
    task.requeue(Duration.ofHours(1));
    assertThat(queue.pollTask()).isNull();
    assertThat(queue.stats().delayed()).isEqualTo(1);
  }

  @Test
  void aTaskIsSettledOnce() throws Exception {
    WorkQueue<String> queue = open();
    queue.put("a");
    Task<String> done = task(queue);
    done.done();
    assertThatIllegalStateException()
        .isThrownBy(() -> done.fail("late"))
        .withMessageContaining("task " + done.id() + " of " + queue.address())
        .withMessageContaining("is done already");
    assertThatIllegalStateException().isThrownBy(done::done).withMessageContaining("done already");
    assertThatIllegalStateException().isThrownBy(() -> done.extend(Duration.ofSeconds(1)));
    queue.put("b");
    Task<String> requeued = task(queue);
    requeued.requeue();
    assertThatIllegalStateException()
        .isThrownBy(requeued::done)
        .withMessageContaining("requeued already");
    assertThat(queue.size()).isEqualTo(1);
  }

  private static List<Task<String>> tasks(WorkQueue<String> queue, String... values)
      throws InterruptedException {
    List<Task<String>> tasks = new ArrayList<>();
    for (String value : values) {
      queue.put(value);
      tasks.add(task(queue));
    }
    return tasks;
  }

  @Test
  void manyTasksAreDoneAtOnce() throws Exception {
    WorkQueue<String> queue = open();
    List<Task<String>> tasks = tasks(queue, "a", "b", "c", "d", "e");
    assertThat(queue.doneAll(tasks)).isEmpty();
    assertThat(tasks).allMatch(Task::isSettled);
    assertThat(queue.doneAll(List.of())).isEmpty();
    assertThat(queue.stats().done()).isEqualTo(5);
    assertThat(queue.poll()).isNull();
    if (!lacks().contains(QueueFeature.IN_PROGRESS)) {
      assertThat(queue.inProgress()).isZero();
    }
  }

  @Test
  void ofManyTasksThoseAreToldWhoseLeaseHadEnded() throws Exception {
    needs(QueueFeature.LEASE);
    WorkQueue<String> queue = open(TaskContract::atOnce);
    List<Task<String>> tasks = tasks(queue, "a", "b", "c");
    Task<String> slow = tasks.get(1);
    endLease(slow);
    Task<String> second = task(queue);
    assertThat(second.id()).isEqualTo(slow.id());
    assertThat(queue.doneAll(tasks)).containsExactly(slow);
    assertThat(slow.isSettled()).isFalse();
    assertThat(tasks.get(0).isSettled()).isTrue();
    assertThat(tasks.get(2).isSettled()).isTrue();
    assertThat(queue.stats().done()).isEqualTo(2);
    second.done();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void noneOfManyTasksIsDoneIfOneIsSettledAlready() throws Exception {
    WorkQueue<String> queue = open();
    List<Task<String>> tasks = tasks(queue, "a", "b");
    tasks.get(1).done();
    assertThatIllegalStateException()
        .isThrownBy(() -> queue.doneAll(tasks))
        .withMessageContaining(tasks.get(1).toString())
        .withMessageContaining("already");
    assertThat(tasks.get(0).isSettled()).isFalse();
    List<Task<String>> twice = List.of(tasks.get(0), tasks.get(0));
    assertThatIllegalStateException()
        .isThrownBy(() -> queue.doneAll(twice))
        .withMessageContaining("is in the list twice, or is being settled by another thread");
    tasks.get(0).done();
    assertThat(queue.stats().done()).isEqualTo(2);
  }

  private static List<Task<String>> takeMany(WorkQueue<String> queue, int count)
      throws InterruptedException {
    List<String> values = IntStream.range(0, count).mapToObj(Integer::toString).toList();
    queue.putAll(values);
    List<Task<String>> tasks = new ArrayList<>();
    while (tasks.size() < count) {
      tasks.add(task(queue));
      tasks.addAll(queue.takeTasks(count, Duration.ZERO));
    }
    assertThat(tasks).extracting(Task::value).containsExactlyInAnyOrderElementsOf(values);
    return tasks;
  }

  @Test
  void thousandsOfTasksAreDoneAtOnce() throws Exception {
    WorkQueue<String> queue = open();
    List<Task<String>> tasks = takeMany(queue, MANY);
    assertThat(queue.doneAll(tasks)).isEmpty();
    assertThat(tasks).allMatch(Task::isSettled);
    assertThat(queue.stats().done()).isEqualTo(MANY);
    assertThat(queue.poll()).isNull();
  }

  @Test
  void whatIsDoneStaysDoneWhenTheHandleIsClosedMeanwhile() throws Exception {
    WorkQueue<String> other = open();
    WorkQueue<String> queue = open();
    List<Task<String>> tasks = takeMany(queue, MANY);
    Background<List<Task<String>>> doing = Background.run(() -> queue.doneAll(tasks));
    queue.close();
    try {
      assertThat(doing.get()).as("late").noneMatch(Task::isSettled);
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(QueueClosedException.class);
    }
    Set<String> back = new HashSet<>();
    eventually(
        () -> {
          other.takeTasks(2 * MANY, Duration.ZERO).forEach(task -> back.add(task.id()));
          if (!lacks().contains(QueueFeature.IN_PROGRESS)) {
            assertThat(other.inProgress()).as("all are done or back").isEqualTo(back.size());
          }
        });
    assertThat(tasks).filteredOn(Task::isSettled).noneMatch(task -> back.contains(task.id()));
  }

  @Test
  void tasksThatTwoThreadsSettleAreDoneOnce() throws Exception {
    WorkQueue<String> queue = open();
    List<Task<String>> tasks = takeMany(queue, 200);
    Background<Integer> batch =
        Background.run(
            () -> {
              try {
                assertThat(queue.doneAll(tasks)).isEmpty();
                return tasks.size();
              } catch (IllegalStateException e) {
                return 0; // and none was settled here
              }
            });
    int done = 0;
    for (int i = tasks.size() - 1; i >= 0; i--) {
      try {
        tasks.get(i).done();
        done++;
      } catch (IllegalStateException e) {
        assertThat(e).hasMessageContaining("a task is settled once");
      }
    }
    done += batch.get();
    List<Task<String>> left = tasks.stream().filter(task -> !task.isSettled()).toList();
    assertThat(queue.doneAll(left)).isEmpty();
    assertThat(done + left.size()).isEqualTo(tasks.size());
    assertThat(queue.stats().done()).isEqualTo(tasks.size());
    assertThat(queue.poll()).isNull();
  }

  @Test
  void tasksAreDoneByTheHandleThatTookThem() throws Exception {
    needs(QueueFeature.DEAD_LETTERS);
    WorkQueue<String> queue = open();
    List<Task<String>> tasks = tasks(queue, "a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.deadLetters().doneAll(tasks))
        .withMessageContaining("not taken from this handle");
    assertThat(queue.doneAll(tasks)).isEmpty();
  }

  @Test
  void manyDeadLettersAreDoneAtOnce() throws Exception {
    needs(QueueFeature.DEAD_LETTERS);
    WorkQueue<String> queue = open(builder -> builder.maxAttempts(1));
    for (Task<String> task : tasks(queue, "a", "b", "c")) {
      task.fail("bad");
    }
    WorkQueue<String> letters = queue.deadLetters();
    List<Task<String>> dead = List.of(task(letters), task(letters), task(letters));
    assertThat(letters.doneAll(dead)).isEmpty();
    assertThat(letters.pollTask()).isNull();
  }

  @Test
  void aTaskComesBackWhenItsLeaseEnds() throws Exception {
    needs(QueueFeature.LEASE);
    WorkQueue<String> queue = open(TaskContract::atOnce);
    queue.put("a");
    Task<String> slow = task(queue);
    endLease(slow);
    Task<String> second = task(queue);
    assertThat(second.id()).isEqualTo(slow.id());
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.reason()).contains("lease");
    assertThatThrownBy(slow::done)
        .isInstanceOf(LeaseExpiredException.class)
        .hasMessageContaining("task " + slow.id() + " of " + queue.address());
    assertThatThrownBy(() -> slow.fail("late")).isInstanceOf(LeaseExpiredException.class);
    slow.close();
    second.done();
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.stats().expired()).isEqualTo(1);
  }

  @Test
  void aTaskWhoseLeaseEndsTooOftenIsADeadLetter() throws Exception {
    needs(QueueFeature.LEASE, QueueFeature.DEAD_LETTERS, QueueFeature.CRASH_COUNT);
    WorkQueue<String> queue = open(TaskContract::atOnce);
    queue.put("a");
    for (int i = 1; i <= 3; i++) {
      Task<String> slow = task(queue);
      assertThat(slow.attempt()).isEqualTo(i);
      endLease(slow);
    }
    Task<String> dead = task(queue.deadLetters());
    assertThat(dead.value()).isEqualTo("a");
    assertThat(dead.reason()).contains("lease").contains("3");
    dead.done();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void aLeaseCanBeExtended() throws Exception {
    needs(QueueFeature.LEASE);
    WorkQueue<String> queue = open(b -> atOnce(b).maxAttempts(1000).lease(REST));
    queue.put("first");
    Task<String> extended = task(queue);
    while (!isExtended(extended)) { // on a machine that was too slow for the short lease
      extended = task(queue);
    }
    queue.put("second");
    Task<String> slow = task(queue);
    // When the second one comes back, the lease of the first would have ended before.
    assertThat(task(queue).id()).isEqualTo(slow.id());
    extended.done();
  }

  private static boolean isExtended(Task<String> task) {
    try {
      task.extend(Duration.ofMinutes(1));
      return true;
    } catch (LeaseExpiredException e) {
      return false;
    }
  }

  @Test
  void whoWaitsGetsATaskWhoseLeaseEndsSoonerThanItWould() throws Exception {
    needs(QueueFeature.LEASE);
    WorkQueue<String> queue = open(TaskContract::atOnce);
    queue.put("a");
    Task<String> slow = task(queue);
    Background<Task<String>> taker = Background.run(queue::takeTask);
    awaitWaiting(taker);
    endLease(slow);
    assertThat(taker.get().attempt()).isEqualTo(2);
  }

  @Test
  void whoWaitsGetsADelayedTaskAfterAnotherOneDied() throws Exception {
    needs(QueueFeature.LEASE, QueueFeature.DELAY, QueueFeature.CRASH_COUNT);
    WorkQueue<String> queue = open(builder -> atOnce(builder).maxAttempts(1));
    queue.put("dies");
    Task<String> slow = task(queue);
    queue.put("later", Put.delay(REST));
    Background<Task<String>> taker = Background.run(queue::takeTask);
    awaitWaiting(taker);
    endLease(slow);
    assertThat(taker.get().value()).isEqualTo("later");
  }

  @Test
  void theLeaseIsThatOfTheSettings() throws Exception {
    needs(QueueFeature.LEASE);
    WorkQueue<String> queue = open(b -> atOnce(b).lease(REST));
    queue.put("a");
    long start = System.nanoTime();
    assertThat(task(queue).attempt()).isEqualTo(1);
    assertThat(task(queue).attempt()).isEqualTo(2);
    hasRested(start);
  }

  @Test
  void aLeaseThatEndedCannotBeExtended() throws Exception {
    needs(QueueFeature.LEASE);
    WorkQueue<String> queue = open(TaskContract::atOnce);
    queue.put("a");
    Task<String> slow = task(queue);
    endLease(slow);
    task(queue).done();
    assertThatThrownBy(() -> slow.extend(Duration.ofMinutes(1)))
        .isInstanceOf(LeaseExpiredException.class);
  }

  @Test
  void statisticsTellWhatHappened() throws Exception {
    WorkQueue<String> queue = open(builder -> atOnce(builder).maxAttempts(2));
    queue.put("a");
    queue.put("b");
    queue.take();
    Task<String> task = task(queue);
    task.requeue();
    task(queue).fail("once");
    task(queue).fail("twice");
    QueueStats stats = queue.stats();
    assertThat(stats.put()).isEqualTo(2);
    assertThat(stats.taken()).isEqualTo(4);
    assertThat(stats.done()).isEqualTo(1);
    assertThat(stats.failed()).isEqualTo(2);
    assertThat(stats.requeued()).isEqualTo(1);
    assertThat(stats.dead()).isEqualTo(1);
    assertThat(stats.ready()).isZero();
  }
}
