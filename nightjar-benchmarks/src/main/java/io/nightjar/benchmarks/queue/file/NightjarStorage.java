// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.queue.file;

import io.nightjar.queue.Codec;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.file.FileQueues;
import io.nightjar.queue.file.Fsync;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The queue itself; with tasks, or with values that are done when they are taken. */
final class NightjarStorage implements Storage {
  private final WorkQueue<byte[]> queue;
  private final boolean tasks;

  NightjarStorage(String path, String fsync, boolean tasks) {
    queue =
        WorkQueue.builder("file:" + path, Codec.bytes())
            .capacity(10_000_000)
            .set(FileQueues.FSYNC, Fsync.valueOf(fsync.toUpperCase(Locale.ROOT)))
            .open();
    this.tasks = tasks;
  }

  @Override
  public void put(int count) throws InterruptedException {
    if (count == 1) {
      queue.put(new byte[SIZE]);
    } else {
      queue.putAll(Collections.nCopies(count, new byte[SIZE]));
    }
  }

  @Override
  public int take(int most) throws InterruptedException {
    if (most == 1 && !tasks) {
      queue.take();
      return 1;
    }
    List<Task<byte[]>> taken = queue.takeTasks(most, Duration.ofMinutes(1));
    taken.forEach(Task::done);
    return taken.size();
  }

  @Override
  public void close() {
    queue.close();
  }
}
