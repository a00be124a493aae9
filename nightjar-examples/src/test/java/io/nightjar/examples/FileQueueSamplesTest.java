// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.queue.Codec;
import io.nightjar.queue.Order;
import io.nightjar.queue.WorkQueue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the samples of {@code docs/queues/file.md}. */
class FileQueueSamplesTest {
  @TempDir Path folder;

  @Test
  void oneProgramPutsAndAnotherWorks() throws InterruptedException {
    Path path = folder.resolve("jobs.queue");
    FileQueueSamples.put(path);
    try (WorkQueue<String> queue = WorkQueue.open("file:" + path, Codec.text())) {
      queue.finish();
    }
    List<String> resized = new ArrayList<>();
    new FileQueueSamples(resized).work(path);
    assertThat(resized).containsExactly("cat.png");
  }

  @Test
  void optionsAreSet() {
    try (WorkQueue<String> queue = FileQueueSamples.options(folder.resolve("jobs.queue"))) {
      assertThat(queue.settings().order()).isEqualTo(Order.PRIORITY);
    }
  }
}
