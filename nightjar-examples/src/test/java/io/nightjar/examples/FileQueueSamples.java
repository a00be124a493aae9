// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples;

import io.nightjar.queue.Codec;
import io.nightjar.queue.Order;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.file.FileQueues;
import io.nightjar.queue.file.Fsync;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The samples of {@code docs/queues/file.md}; {@link FileQueueSamplesTest} runs them. */
final class FileQueueSamples {
  private final List<String> resized;

  FileQueueSamples(List<String> resized) {
    this.resized = resized;
  }

  private void resize(String picture) {
    resized.add(picture);
  }

  static void put(Path path) throws InterruptedException {
    try (WorkQueue<String> queue = WorkQueue.open("file:" + path, Codec.text())) {
      queue.put("cat.png");
    }
  }

  void work(Path path) {
    try (WorkQueue<String> queue = WorkQueue.open("file:" + path, Codec.text())) {
      for (Task<String> task : queue.tasks()) {
        resize(task.value());
        task.done();
      }
    }
  }

  static WorkQueue<String> options(Path path) {
    WorkQueue<String> queue =
        WorkQueue.builder("file:" + path, Codec.text())
            .order(Order.PRIORITY)
            .capacity(1_000_000)
            .set(FileQueues.FSYNC, Fsync.INTERVAL)
            .set(FileQueues.MAX_BYTES, 1L << 30)
            .set(FileQueues.RETENTION, Duration.ofDays(7))
            .open();
    return queue;
  }
}
