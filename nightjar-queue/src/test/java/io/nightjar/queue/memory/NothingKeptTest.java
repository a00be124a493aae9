// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import static org.awaitility.Awaitility.await;

import io.nightjar.queue.Codec;
import io.nightjar.queue.Order;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A queue keeps no value that was taken from it. */
class NothingKeptTest {
  private static final int VALUES = 100;

  @ParameterizedTest
  @EnumSource(Order.class)
  void whatWasTakenIsGarbage(Order order) throws Exception {
    try (WorkQueue<String> queue =
        WorkQueue.builder("memory:garbage-" + order, Codec.text()).order(order).open()) {
      List<WeakReference<String>> values = new ArrayList<>();
      for (int i = 0; i < VALUES; i++) {
        values.add(put(queue, i));
      }
      for (int i = 0; i < VALUES; i++) {
        take(queue, i);
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                System.gc();
                return values.stream().allMatch(value -> value.get() == null);
              });
    }
  }

  private static WeakReference<String> put(WorkQueue<String> queue, int number)
      throws InterruptedException {
    String value = "value " + number;
    queue.put(value);
    return new WeakReference<>(value);
  }

  private static void take(WorkQueue<String> queue, int number) throws InterruptedException {
    if (number % 2 == 0) {
      queue.take();
    } else {
      Task<String> task = queue.takeTask();
      task.done();
    }
  }
}
