// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.queue.NoSuchQueueException;
import io.nightjar.queue.Order;
import io.nightjar.queue.QueueFeature;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** All that a kind of queue promises; this part: workers, the view, many threads. */
public abstract class QueueContract extends EndContract {
  /** The contract for one order. */
  protected QueueContract(Order order) {
    super(order);
  }

  @Test
  void aLookMakesNoQueueWhereThereIsNone() throws Exception {
    assertThatThrownBy(() -> open(WorkQueue.Builder::existing))
        .isInstanceOf(NoSuchQueueException.class)
        .hasMessageContaining("does not exist");
    assertThatThrownBy(() -> open(WorkQueue.Builder::existing))
        .as("nor did the first look make it")
        .isInstanceOf(NoSuchQueueException.class);
    open().put("a");
    assertThat(value(open(WorkQueue.Builder::existing))).isEqualTo("a");
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  @Test
  void workersEndWithTheQueue() throws Exception {
    needs(QueueFeature.FINISH);
    WorkQueue<String> queue = open();
    Queue<String> worked = new ConcurrentLinkedQueue<>();
    try (Workers workers = queue.work(3, task -> worked.add(task.value()))) {
      queue.putAll(numbers(100));
      queue.finish();
      assertThat(workers.await(PATIENCE)).isTrue();
      assertThat(workers.running()).isZero();
    }
    assertThat(worked).containsExactlyInAnyOrderElementsOf(numbers(100));
  }

  @Test
  void workersWorkAtTheSameTime() throws Exception {
    WorkQueue<String> queue = open();
    CountDownLatch atWork = new CountDownLatch(3);
    try (Workers workers =
        queue.work(
            3,
            task -> {
              atWork.countDown();
              if (!atWork.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("alone");
              }
            })) {
      queue.putAll(numbers(3));
      assertThat(atWork.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      assertThat(workers.running()).isEqualTo(3);
    }
  }

  @Test
  void aTaskWhoseWorkerFailsIsTriedAgain() throws Exception {
    needs(QueueFeature.DEAD_LETTERS);
    WorkQueue<String> queue =
        open(b -> b.maxAttempts(2).retryDelay(Duration.ZERO, 1, Duration.ZERO));
    queue.putAll(List.of("good", "bad"));
    try (Workers workers =
        queue.work(
            2,
            task -> {
              if (task.value().equals("bad")) {
                throw new IllegalArgumentException("attempt " + task.attempt());
              }
            })) {
      Task<String> dead = task(queue.deadLetters());
      assertThat(dead.value()).isEqualTo("bad");
      assertThat(dead.reason()).contains("attempt 2");
      dead.done();
      assertThat(workers.running()).isEqualTo(2);
      eventually(() -> assertThat(queue.stats().done()).as("the good one").isEqualTo(1));
    }
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void aWorkerMaySettleItsTask() throws Exception {
    WorkQueue<String> queue = open();
    AtomicBoolean first = new AtomicBoolean(true);
    CountDownLatch worked = new CountDownLatch(2);
    queue.put("a");
    try (Workers workers =
        queue.work(
            1,
            task -> {
              if (first.getAndSet(false)) {
                task.requeue();
              }
              worked.countDown();
            })) {
      assertThat(worked.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      eventually(() -> assertThat(queue.stats().done()).isEqualTo(1));
      assertThat(workers.running()).isEqualTo(1);
    }
  }

  @Test
  void closingWorkersWaitsForThoseAtWork() throws Exception {
    WorkQueue<String> queue = open();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    queue.put("a");
    ExecutorService executor = Executors.newCachedThreadPool();
    try {
      AtomicBoolean interrupted = new AtomicBoolean();
      Workers workers =
          queue.work(
              3,
              executor,
              task -> {
                begun.countDown();
                finish.await();
                interrupted.set(Thread.currentThread().isInterrupted());
              });
      assertThat(begun.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      Background<Boolean> closing = Background.run(workers::close);
      eventually(() -> assertThat(workers.running()).isEqualTo(1));
      assertThat(closing.isRunning()).isTrue();
      finish.countDown();
      closing.get();
      assertThat(interrupted).isFalse();
      assertThat(queue.stats().done()).isEqualTo(1);
      queue.put("b");
      assertThat(value(queue)).isEqualTo("b");
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void theViewIsABlockingQueue() throws Exception {
    WorkQueue<String> queue = open();
    BlockingQueue<String> view = queue.asBlockingQueue();
    view.put("a");
    assertThat(view.offer("b")).isTrue();
    assertThat(view.offer("c", 1, TimeUnit.SECONDS)).isTrue();
    assertThat(view).satisfies(v -> assertThat(v.size()).isEqualTo(3));
    assertThat(view.remainingCapacity()).isPositive();
    List<String> taken = new ArrayList<>(List.of(view.take()));
    taken.add(view.poll(1, TimeUnit.SECONDS));
    assertThat(view.drainTo(taken)).isEqualTo(1);
    assertThat(taken).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(view.poll()).isNull();
    assertThatThrownBy(view::peek).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(view::iterator)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining(queue.address());
  }

  /** How many values the test with many threads moves. */
  protected int load() {
    return 300;
  }

  @Test
  void manyThreadsTakeEachValueOnce() throws Exception {
    WorkQueue<String> queue =
        open(b -> lacks().contains(QueueFeature.CAPACITY) ? b : b.capacity(16));
    List<Background<?>> putters = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String prefix = i + ".";
      putters.add(
          Background.run(
              () -> {
                for (String number : numbers(load())) {
                  queue.put(prefix + number);
                }
              }));
    }
    Queue<String> taken = new ConcurrentLinkedQueue<>();
    AtomicBoolean over = new AtomicBoolean();
    List<Background<?>> takers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      boolean tasks = i % 2 == 0;
      takers.add(
          Background.run(
              () -> {
                while (!over.get()) {
                  if (tasks) {
                    for (Task<String> task : queue.takeTasks(4, SHORT)) {
                      taken.add(task.value());
                      task.done();
                    }
                  } else {
                    String value = queue.poll(SHORT);
                    if (value != null) {
                      taken.add(value);
                    }
                  }
                }
              }));
    }
    for (Background<?> putter : putters) {
      putter.get();
    }
    eventually(() -> assertThat(taken.size()).isGreaterThanOrEqualTo(3 * load()));
    over.set(true);
    for (Background<?> taker : takers) {
      taker.get();
    }
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String prefix = i + ".";
      numbers(load()).forEach(number -> expected.add(prefix + number));
    }
    assertThat(taken).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(queue.isEmpty()).isTrue();
  }
}
