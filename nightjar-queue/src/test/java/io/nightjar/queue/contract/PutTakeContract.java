// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.queue.Order;
import io.nightjar.queue.PayloadTooLargeException;
import io.nightjar.queue.Put;
import io.nightjar.queue.QueueFeature;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Values in and out: order, bound, waiting. */
public abstract class PutTakeContract extends QueueFixture {
  PutTakeContract(Order order) {
    super(order);
  }

  private List<String> inOrder() {
    return switch (order()) {
      case FIFO -> List.of("a0", "b2", "c1", "d2", "e0");
      case LIFO -> List.of("e0", "d2", "c1", "b2", "a0");
      case PRIORITY -> List.of("b2", "d2", "c1", "a0", "e0");
    };
  }

  private void putFive(WorkQueue<String> queue) throws Exception {
    for (String value : List.of("a0", "b2", "c1", "d2", "e0")) {
      put(queue, value, value.charAt(1) - '0');
    }
  }

  @Test
  void whatMakesNoSenseIsRefusedAndTheQueueNamed() throws Exception {
    WorkQueue<String> queue = open();
    assertThatThrownBy(() -> queue.put(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining(queue.address())
        .hasMessageContaining("null cannot be put");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.takeTasks(0, PATIENCE))
        .withMessageContaining(queue.address())
        .withMessageContaining("at least one");
    assertThat(queue.poll()).isNull();
  }

  @Test
  void valuesAreTakenInTheOrderOfTheQueue() throws Exception {
    WorkQueue<String> queue = open();
    putFive(queue);
    List<String> taken = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      taken.add(queue.take());
    }
    assertThat(taken).isEqualTo(inOrder());
    assertThat(queue.poll()).isNull();
  }

  @Test
  void tasksAreTakenInTheOrderOfTheQueue() throws Exception {
    WorkQueue<String> queue = open();
    putFive(queue);
    List<String> taken = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Task<String> task = task(queue);
      taken.add(task.value());
      task.done();
    }
    assertThat(taken).isEqualTo(inOrder());
  }

  @Test
  void aBatchIsTakenInTheOrderOfTheQueue() throws Exception {
    WorkQueue<String> queue = open();
    putFive(queue);
    List<String> taken = new ArrayList<>();
    while (taken.size() < 5) {
      List<Task<String>> batch = queue.takeTasks(3, PATIENCE);
      assertThat(batch).hasSizeBetween(1, 3);
      batch.forEach(task -> taken.add(task.value()));
      batch.forEach(Task::done);
    }
    assertThat(taken).isEqualTo(inOrder());
  }

  @Test
  void aPriorityNeedsAQueueWithPriorities() throws Exception {
    Assumptions.assumeTrue(order() != Order.PRIORITY);
    WorkQueue<String> queue = open();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.put("urgent", Put.priority(1)))
        .withMessageContaining(queue.address())
        .withMessageContaining("Order.PRIORITY");
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void pollDoesNotWaitAndTakeDoes() throws Exception {
    WorkQueue<String> queue = open();
    assertThat(queue.poll()).isNull();
    assertThat(queue.poll(SHORT)).isNull();
    assertThat(queue.pollTask()).isNull();
    assertThat(queue.pollTask(SHORT)).isNull();
    assertThat(queue.takeTasks(3, SHORT)).isEmpty();
    Background<String> taker = Background.run(queue::take);
    awaitWaiting(taker);
    queue.put("late");
    assertThat(taker.get()).isEqualTo("late");
  }

  @Test
  void everyWaitingTakerIsWoken() throws Exception {
    WorkQueue<String> queue = open();
    List<Background<String>> takers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      takers.add(
          i % 2 == 0
              ? Background.run(queue::take)
              : Background.run(
                  () -> {
                    Task<String> task = queue.takeTask();
                    task.done();
                    return task.value();
                  }));
    }
    takers.forEach(this::awaitWaiting);
    queue.putAll(List.of("a", "b", "c", "d"));
    List<String> taken = new ArrayList<>();
    for (Background<String> taker : takers) {
      taken.add(taker.get());
    }
    assertThat(taken).containsExactlyInAnyOrder("a", "b", "c", "d");
  }

  @Test
  void aFullQueueRefusesAnOfferAndMakesAPutWait() throws Exception {
    needs(QueueFeature.CAPACITY);
    WorkQueue<String> queue = open(builder -> builder.capacity(2));
    assertThat(queue.offer("a")).isTrue();
    assertThat(queue.offer("b", PATIENCE)).isTrue();
    assertThat(queue.isFull()).isTrue();
    assertThat(queue.offer("c")).isFalse();
    assertThat(queue.offer("c", SHORT)).isFalse();
    Background<Boolean> putter = Background.run(() -> queue.put("c"));
    awaitWaiting(putter);
    queue.take();
    putter.get();
    assertThat(queue.size()).isEqualTo(2);
  }

  @Test
  void tasksInProgressAndDelayedOnesCountForTheCapacity() throws Exception {
    needs(QueueFeature.CAPACITY, QueueFeature.DELAY, QueueFeature.IN_PROGRESS);
    WorkQueue<String> queue = open(builder -> builder.capacity(3));
    queue.put("a");
    Task<String> inProgress = task(queue);
    queue.put("later", Put.delay(Duration.ofHours(1)));
    assertThat(queue.remainingCapacity()).isEqualTo(1);
    assertThat(queue.offer("b")).isTrue();
    assertThat(queue.offer("c")).isFalse();
    Background<Boolean> putter = Background.run(() -> queue.put("c"));
    awaitWaiting(putter);
    inProgress.done();
    putter.get();
    assertThat(queue.size()).isEqualTo(3);
    assertThat(queue.inProgress()).isZero();
  }

  @Test
  void aBatchGoesInAsFarAsThereIsRoom() throws Exception {
    needs(QueueFeature.CAPACITY);
    WorkQueue<String> queue = open(builder -> builder.capacity(3));
    assertThat(queue.offerAll(List.of("a", "b", "c", "d"), SHORT)).isEqualTo(3);
    assertThat(queue.offerAll(List.of("d"), Duration.ZERO)).isZero();
    assertThat(queue.size()).isEqualTo(3);
    Background<Boolean> putter = Background.run(() -> queue.putAll(List.of("d", "e", "f", "g")));
    awaitWaiting(putter);
    List<String> taken = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      taken.add(value(queue));
    }
    putter.get();
    assertThat(taken).containsExactlyInAnyOrder("a", "b", "c", "d", "e", "f", "g");
  }

  @Test
  void aBatchKeepsTheOrderOfItsValues() throws Exception {
    needsOrder(Order.FIFO);
    WorkQueue<String> queue = open();
    queue.putAll(List.of("a", "b", "c"));
    assertThat(List.of(queue.take(), queue.take(), queue.take())).containsExactly("a", "b", "c");
  }

  @Test
  void theQueueTellsHowMuchIsInIt() throws Exception {
    WorkQueue<String> queue = open();
    assertThat(queue.isEmpty()).isTrue();
    queue.put("a");
    queue.put("b");
    assertThat(queue.size()).isEqualTo(2);
    assertThat(queue.isEmpty()).isFalse();
    assertThat(queue.isFull()).isFalse();
    if (!lacks().contains(QueueFeature.CAPACITY)) {
      assertThat(queue.remainingCapacity()).isEqualTo(queue.settings().capacity() - 2);
    }
    queue.take();
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void theQueueTellsWhatItsKindCanDo() throws Exception {
    WorkQueue<String> queue = open();
    for (QueueFeature feature : QueueFeature.values()) {
      assertThat(queue.has(feature)).as("%s", feature).isEqualTo(!lacks().contains(feature));
    }
    if (queue.has(QueueFeature.DEAD_LETTERS)) {
      WorkQueue<String> dead = queue.deadLetters();
      assertThat(dead.has(QueueFeature.LEASE)).isEqualTo(queue.has(QueueFeature.LEASE));
      assertThat(dead.has(QueueFeature.FINISH)).isFalse();
    }
  }

  @Test
  void aDelayedTaskIsReadyWhenItsDelayIsOver() throws Exception {
    needs(QueueFeature.DELAY);
    WorkQueue<String> queue = open();
    Background<String> taker = Background.run(queue::take);
    awaitWaiting(taker);
    long start = System.nanoTime();
    assertThat(queue.offer("later", Put.delay(REST), PATIENCE)).isTrue();
    assertThat(taker.get()).isEqualTo("later");
    hasRested(start);
  }

  @Test
  void aDelayedTaskDoesNotHoldUpOthers() throws Exception {
    needs(QueueFeature.DELAY);
    WorkQueue<String> queue = open();
    queue.put("later", Put.delay(Duration.ofHours(1)));
    queue.put("now");
    assertThat(value(queue)).isEqualTo("now");
    assertThat(queue.poll()).isNull();
    assertThat(queue.size()).isEqualTo(1);
    assertThat(queue.stats().delayed()).isEqualTo(1);
    assertThat(queue.stats().ready()).isZero();
    assertThat(open().stats().delayed()).as("through another handle").isEqualTo(1);
  }

  @Test
  void aPayloadThatIsTooLargeIsRefused() throws Exception {
    Assumptions.assumeFalse(keepsObjects());
    WorkQueue<String> queue = open(builder -> builder.maxPayload(10));
    queue.put("0123456789");
    assertThatThrownBy(() -> queue.put("0123456789+"))
        .isInstanceOf(PayloadTooLargeException.class)
        .hasMessageContaining(queue.address())
        .hasMessageContaining("10 bytes (maxPayload)")
        .hasMessageContaining("11");
    assertThat(queue.take()).isEqualTo("0123456789");
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void anInterruptEndsAWaitAndLosesNothing() throws Exception {
    WorkQueue<String> queue = open();
    Background<String> taker = Background.run(queue::take);
    Background<Task<String>> tasker = Background.run(queue::takeTask);
    awaitWaiting(taker);
    awaitWaiting(tasker);
    taker.interrupt();
    tasker.interrupt();
    assertThat(taker.failure()).isInstanceOf(InterruptedException.class);
    assertThat(tasker.failure()).isInstanceOf(InterruptedException.class);
    queue.put("kept");
    assertThat(value(queue)).isEqualTo("kept");
  }

  @Test
  void anInterruptEndsAPutThatWaits() throws Exception {
    needs(QueueFeature.CAPACITY);
    WorkQueue<String> queue = open(builder -> builder.capacity(1));
    queue.put("a");
    Background<Boolean> putter = Background.run(() -> queue.put("b"));
    awaitWaiting(putter);
    putter.interrupt();
    assertThat(putter.failure()).isInstanceOf(InterruptedException.class);
    assertThat(queue.take()).isEqualTo("a");
    assertThat(queue.poll()).isNull();
  }

  @Test
  void whatDoesNotWaitKeepsAnInterrupt() throws Exception {
    WorkQueue<String> queue = open();
    Thread.currentThread().interrupt();
    assertThat(queue.offer("a")).isTrue();
    assertThat(queue.poll()).isEqualTo("a");
    assertThat(queue.pollTask()).isNull();
    assertThat(Thread.interrupted()).isTrue();
  }
}
