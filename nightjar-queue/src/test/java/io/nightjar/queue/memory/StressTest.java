// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.queue.Codec;
import io.nightjar.queue.Order;
import io.nightjar.queue.Put;
import io.nightjar.queue.QueueFinishedException;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.contract.Background;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Producers and consumers that are interrupted all the time, values of every kind, and an end in
 * the middle: what was put is taken once, and what was not put is not.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StressTest {
  private static final int PRODUCERS = 3;
  private static final int CONSUMERS = 3;
  private static final int VALUES = 30_000;

  private final AtomicIntegerArray put = new AtomicIntegerArray(VALUES);
  private final AtomicIntegerArray taken = new AtomicIntegerArray(VALUES);
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger interrupts = new AtomicInteger();
  private final ConcurrentHashMap<Thread, Throwable> failures = new ConcurrentHashMap<>();

  @ParameterizedTest
  @CsvSource({
    "FIFO, 4, false",
    "FIFO, 100, true",
    "LIFO, 4, false",
    "PRIORITY, 4, true",
    "PRIORITY, 100, false"
  })
  void everyValueIsAccountedForOnce(Order order, int capacity, boolean virtual) throws Exception {
    ThreadFactory threads = virtual ? virtualThreads() : Thread::new;
    try (WorkQueue<String> queue =
        WorkQueue.builder("memory:", Codec.text())
            .order(order)
            .capacity(capacity)
            .maxAttempts(1000)
            .retryDelay(Duration.ZERO, 1, Duration.ZERO)
            .open()) {
      List<Thread> all = new ArrayList<>();
      for (int i = 0; i < PRODUCERS; i++) {
        all.add(start(threads, random -> produce(queue, random)));
      }
      for (int i = 0; i < CONSUMERS; i++) {
        all.add(start(threads, random -> consume(queue, random)));
      }
      Random random = new Random();
      while (all.stream().anyMatch(Thread::isAlive)) {
        all.get(random.nextInt(all.size())).interrupt();
        if (next.get() > VALUES / 2) {
          queue.finish();
        }
        all.get(random.nextInt(all.size())).join(1);
      }
      assertThat(failures).isEmpty();
      for (int i = 0; i < VALUES; i++) {
        assertThat(taken.get(i)).as("value " + i).isEqualTo(put.get(i));
      }
      assertThat(queue.awaitDone(Duration.ZERO)).isTrue();
      assertThat(queue.deadLetters().isEmpty()).isTrue();
      assertThat(next.get()).isGreaterThan(VALUES / 2);
      assertThat(interrupts.get()).as("interrupts").isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void nobodyIsLeftAsleep(Order order) throws Exception {
    int count = 20_000; // with neither interrupts nor time-outs, which would hide a lost wake-up
    try (WorkQueue<String> queue =
        WorkQueue.builder("memory:", Codec.text()).order(order).capacity(1).open()) {
      List<Background<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        boolean puts = i % 2 == 0;
        all.add(
            Background.run(
                () -> {
                  for (int j = 0; j < count; j++) {
                    if (puts) {
                      queue.put("x");
                    } else {
                      queue.take();
                    }
                  }
                }));
      }
      for (Background<Boolean> one : all) {
        assertThat(one.get()).isTrue();
      }
      assertThat(queue.isEmpty()).isTrue();
    }
  }

  /** Not even while it leaves the queue or comes back. */
  @ParameterizedTest
  @EnumSource
  void aTaskInProgressKeepsItsPlace(Order order) throws Exception {
    try (WorkQueue<String> queue =
        WorkQueue.builder("memory:", Codec.text()).order(order).capacity(2).open()) {
      queue.putAll(List.of("a", "b"));
      AtomicBoolean over = new AtomicBoolean();
      Background<Boolean> intruder =
          Background.run(
              () -> {
                while (!over.get()) {
                  assertThat(queue.offer("c")).as("there is no room").isFalse();
                }
              });
      for (int i = 0; i < 200_000; i++) {
        queue.takeTask().requeue();
      }
      over.set(true);
      assertThat(intruder.get()).isTrue();
    }
  }

  private interface Body {
    void run(Random random) throws InterruptedException;
  }

  private Thread start(ThreadFactory threads, Body body) {
    Random random = new Random();
    Thread thread =
        threads.newThread(
            () -> {
              while (true) {
                try {
                  body.run(random);
                } catch (InterruptedException e) {
                  interrupts.incrementAndGet();
                } catch (QueueFinishedException e) {
                  return;
                } catch (Throwable e) {
                  failures.put(Thread.currentThread(), e);
                  return;
                }
              }
            });
    thread.start();
    return thread;
  }

  private void produce(WorkQueue<String> queue, Random random) throws InterruptedException {
    int number = next.getAndIncrement();
    if (number >= VALUES) {
      queue.finish();
      throw new QueueFinishedException("enough");
    }
    if (number == VALUES / 4 && interrupts.get() == 0) {
      new CountDownLatch(1).await(); // the others were too fast for it: there will be one here
    }
    String value = Integer.toString(number);
    boolean in = true;
    switch (random.nextInt(4)) {
      case 0 -> queue.put(value, Put.delay(Duration.ofNanos(random.nextInt(100_000))));
      case 1 -> in = queue.offer(value);
      case 2 -> in = queue.offer(value, Duration.ofNanos(random.nextInt(100_000)));
      default -> queue.put(value);
    }
    if (in) {
      put.incrementAndGet(number);
    }
  }

  private void consume(WorkQueue<String> queue, Random random) throws InterruptedException {
    switch (random.nextInt(4)) {
      case 0 -> count(queue.take());
      case 1 -> {
        String value = queue.poll(Duration.ofNanos(random.nextInt(100_000)));
        if (value != null) {
          count(value);
        }
      }
      case 2 -> {
        for (Task<String> task : queue.takeTasks(3, Duration.ofNanos(100_000))) {
          work(task, random);
        }
      }
      default -> work(queue.takeTask(), random);
    }
  }

  private void work(Task<String> task, Random random) {
    switch (random.nextInt(6)) {
      case 0 -> task.close();
      case 1 -> task.requeue(Duration.ofNanos(random.nextInt(10_000)));
      case 2 -> task.fail("not today");
      default -> {
        count(task.value());
        task.done();
      }
    }
  }

  private void count(String value) {
    taken.incrementAndGet(Integer.parseInt(value));
  }

  /** Virtual threads where there are any, by reflection since this is compiled for 17. */
  private static ThreadFactory virtualThreads() throws ReflectiveOperationException {
    try {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      return (ThreadFactory)
          Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
    } catch (NoSuchMethodException e) {
      return Thread::new;
    }
  }
}
