// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.queue.Codec;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.QueueSettingsException;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.file.FileQueues;
import io.nightjar.queue.file.Fsync;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the queue of the requests is made with, and how one that exists is opened. */
class RequestQueueTest {
  @TempDir private Path folder;

  private String address(String name) {
    return "file:" + folder.resolve(name);
  }

  private static QueueSettings open(String... arguments) {
    try (WorkQueue<byte[]> queue = RequestQueue.open(Settings.of(arguments))) {
      return queue.settings();
    }
  }

  @Test
  void aNewQueueHasTheUsualSettingsExceptForWhatIsGiven() {
    QueueSettings usual = open("--queue", address("usual"));
    assertThat(usual.capacity()).isEqualTo(1000);
    assertThat(usual.lease()).isEqualTo(Duration.ofSeconds(2));
    QueueSettings other = open("--queue", address("other"), "--lease", "300");
    assertThat(other.capacity()).isEqualTo(1000);
    assertThat(other.lease()).isEqualTo(Duration.ofMillis(300));
    assertThat(open("--queue", "memory:").capacity()).isEqualTo(1000);
  }

  @Test
  void aQueueThatExistsKeepsItsSettings() {
    String address = address("there");
    WorkQueue.builder(address, Codec.bytes())
        .capacity(3)
        .lease(Duration.ofMinutes(1))
        .open()
        .close();
    QueueSettings found = open("--queue", address);
    assertThat(found.capacity()).isEqualTo(3);
    assertThat(found.lease()).isEqualTo(Duration.ofMinutes(1));
    assertThat(open("--queue", address, "--capacity", "3").lease())
        .isEqualTo(Duration.ofMinutes(1));
    assertThatThrownBy(() -> open("--queue", address, "--capacity", "4"))
        .isInstanceOf(QueueSettingsException.class)
        .hasMessageContaining("capacity is 3 there and 4 was asked for")
        .hasMessageNotContaining("lease");
  }

  @Test
  void whoStartsAtTheSameTimeTakesTheQueueOfTheOther() throws Exception {
    for (int i = 0; i < 20; i++) {
      String address = address("same-" + i);
      CountDownLatch both = new CountDownLatch(2);
      CompletableFuture<Void> other =
          CompletableFuture.runAsync(
              () -> {
                both.countDown();
                WorkQueue.builder(address, Codec.bytes())
                    .set(FileQueues.FSYNC, Fsync.NONE) // which the handles of a process share
                    .open() // of capacity 10000
                    .close();
              });
      both.countDown();
      both.await();
      assertThat(open("--queue", address).capacity()).isIn(1000, 10_000);
      other.get(10, TimeUnit.SECONDS);
    }
  }
}
