// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.queue.LeaseExpiredException;
import io.nightjar.queue.Order;
import io.nightjar.queue.Put;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.QueueStats;
import io.nightjar.queue.RetryDelay;
import io.nightjar.queue.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random operations and a clock that is moved: the queue does what the model does. */
class RandomProgramsTest {
  private static final int PROGRAMS = Integer.getInteger("nightjar.queue.programs", 300);
  private static final int STEPS = 300;
  private static final int CAPACITY = 12;
  private static final long LEASE = 50;
  private static final long RETRY = 7;
  private static final int ATTEMPTS = 3;

  private final ManualClock clock = new ManualClock();
  private final Map<Integer, Task<Integer>> tasks = new HashMap<>();
  private int last;

  @ParameterizedTest
  @EnumSource
  void doesWhatTheModelDoes(Order order) throws InterruptedException {
    long seed = Long.getLong("nightjar.queue.seed", System.nanoTime());
    for (int i = 0; i < PROGRAMS; i++) {
      try {
        run(order, new Random(seed + i));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("repeat with -Dnightjar.queue.seed=" + (seed + i), e);
      }
    }
  }

  private void run(Order order, Random random) throws InterruptedException {
    QueueSettings settings =
        QueueSettings.NONE_GIVEN
            .withOrder(order)
            .withCapacity(CAPACITY)
            .withLease(Duration.ofNanos(LEASE))
            .withMaxAttempts(ATTEMPTS)
            .withRetryDelay(new RetryDelay(Duration.ofNanos(RETRY), 1, Duration.ofNanos(RETRY)));
    tasks.clear();
    QueueModel model = new QueueModel(order, CAPACITY, ATTEMPTS);
    MemoryQueue queue = new MemoryQueue("memory:model", settings, clock);
    try (MemoryHandle<Integer> handle = new MemoryHandle<>(queue, settings, queue::discard)) {
      for (int i = 0; i < STEPS; i++) {
        step(handle, model, random);
        compare(handle, model);
      }
    }
  }

  private void step(MemoryHandle<Integer> handle, QueueModel model, Random random)
      throws InterruptedException {
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> put(handle, model, random, 0);
      case 3 -> put(handle, model, random, 1 + random.nextInt(20));
      case 4 -> {
        QueueModel.Entry entry = model.checkTaken(handle.poll());
        if (entry != null) {
          model.entries.remove(entry);
        }
      }
      case 5, 6 -> take(handle, model);
      case 7, 8 -> settle(model, random);
      default -> {
        int nanos = random.nextInt(25);
        clock.advance(nanos);
        model.advance(nanos);
      }
    }
  }

  private void put(MemoryHandle<Integer> handle, QueueModel model, Random random, int delay)
      throws InterruptedException {
    int priority = handle.settings().order() == Order.PRIORITY ? random.nextInt(4) * 85 : 0;
    int value = ++last;
    boolean put =
        handle.offer(
            value, Put.priority(priority).withDelay(Duration.ofNanos(delay)), Duration.ZERO);
    assertThat(put).as("put").isEqualTo(model.hasRoom());
    if (put) {
      model.put(value, priority, delay);
    }
  }

  private void take(MemoryHandle<Integer> handle, QueueModel model) {
    @Nullable Task<Integer> task = handle.pollTask();
    QueueModel.Entry entry = model.checkTaken(task == null ? null : task.value());
    if (entry != null && task != null) {
      entry.taken = true;
      entry.fresh = false;
      entry.attempts++;
      entry.leaseEnd = model.now + LEASE;
      assertThat(task.attempt()).isEqualTo(entry.attempts);
      tasks.put(entry.value, task);
    }
  }

  private void settle(QueueModel model, Random random) {
    if (tasks.isEmpty()) {
      return;
    }
    List<Integer> values = new ArrayList<>(tasks.keySet());
    Task<Integer> task = tasks.remove(values.get(random.nextInt(values.size())));
    QueueModel.Entry entry =
        model.taken().stream()
            .filter(taken -> taken.value == task.value() && taken.attempts == task.attempt())
            .findFirst()
            .orElse(null);
    int delay = random.nextInt(2) * 5;
    try {
      switch (random.nextInt(4)) {
        case 0 -> task.done();
        case 1 -> task.fail("no");
        case 2 -> task.requeue(Duration.ofNanos(delay));
        default -> {
          task.extend(Duration.ofNanos(LEASE));
          tasks.put(task.value(), task);
          assertThat(entry).isNotNull();
          entry.leaseEnd = model.now + LEASE;
          return;
        }
      }
    } catch (LeaseExpiredException e) {
      assertThat(entry).as("the lease has not ended").isNull();
      return;
    }
    assertThat(entry).as("the lease has ended").isNotNull();
    settled(model, entry, task, delay);
  }

  private static void settled(
      QueueModel model, QueueModel.Entry entry, Task<Integer> task, int delay) {
    if (settledAs(task, "done")) {
      model.entries.remove(entry);
    } else if (settledAs(task, "failed")) {
      model.failed(entry, RETRY);
    } else {
      entry.attempts--;
      model.back(entry, delay);
    }
  }

  private static boolean settledAs(Task<Integer> task, String how) {
    try {
      task.done();
      return false;
    } catch (IllegalStateException e) {
      return e.getMessage().contains("is " + how + " already");
    }
  }

  private static void compare(MemoryHandle<Integer> handle, QueueModel model) {
    QueueStats stats = handle.stats();
    assertThat(stats.inProgress()).as("in progress").isEqualTo(model.taken().size());
    assertThat(stats.ready() + stats.delayed() + stats.inProgress())
        .as("all")
        .isEqualTo(model.entries.size());
    assertThat(handle.remainingCapacity()).isEqualTo(CAPACITY - model.entries.size());
    assertThat(handle.deadLetters().size()).as("dead").isEqualTo(model.dead.size());
  }
}
