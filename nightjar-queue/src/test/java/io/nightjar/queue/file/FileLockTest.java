// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.queue.Codec;
import io.nightjar.queue.Put;
import io.nightjar.queue.QueueUnavailableException;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.contract.Background;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else holds the lock of the file, as a shell of sqlite3 does in a transaction. */
class FileLockTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  private WorkQueue<String> queue;
  private Db other;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("jobs.queue");
    queue = WorkQueue.open("file:" + path, Codec.text());
    queue.putAll(List.of("a", "b"));
    other = Db.open(path);
    other.update("BEGIN IMMEDIATE");
  }

  @AfterEach
  void close() throws SQLException {
    other.close();
    queue.close();
  }

  private void release() throws SQLException {
    other.update("COMMIT");
  }

  @Test
  void aTimeOutIsKept() throws Exception {
    long start = System.nanoTime();
    assertThat(queue.offer("c", Put.now(), SHORT)).isFalse();
    assertThat(queue.offerAll(List.of("c", "d"), SHORT)).isZero();
    assertThat(queue.poll(SHORT)).isNull();
    assertThat(queue.takeTasks(2, SHORT)).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(SHORT.multipliedBy(4), Patience.LONGEST);
    release();
    assertThat(List.of(queue.take(), queue.take())).containsExactly("a", "b");
    assertThat(queue.poll()).as("what was not put").isNull();
  }

  @Test
  void whoDoesNotWaitIsTold() {
    long start = System.nanoTime();
    assertThatThrownBy(() -> queue.offer("c"))
        .isInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining("another process has held its lock");
    assertThatThrownBy(queue::pollTask).isInstanceOf(QueueUnavailableException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Patience.LONGEST);
    assertThat(queue.size()).as("looking is free").isEqualTo(2);
  }

  @Test
  void whoHasTimeGoesOnWhenItIsFree() throws Exception {
    Background<Boolean> putter = Background.run(() -> queue.put("c"));
    Background<Task<String>> taker = Background.run(queue::takeTask);
    putter.awaitWaiting();
    taker.awaitWaiting();
    // They wait for the lock, and this one keeps its time among them.
    assertThat(queue.offer("d", Put.now(), SHORT)).isFalse();
    assertThat(queue.poll(SHORT)).isNull();
    assertThat(putter.isRunning() && taker.isRunning()).isTrue();
    release();
    putter.get();
    assertThat(taker.get().value()).isEqualTo("a");
    assertThat(List.of(queue.take(), queue.take())).containsExactly("b", "c");
  }

  @Test
  void otherFilesAreOpenedAndClosedMeanwhile(@TempDir Path folder) throws Exception {
    String locked = "file:" + folder.resolve("locked.queue");
    WorkQueue.open(locked, Codec.text()).close();
    try (Db lock = Db.open(folder.resolve("locked.queue"))) {
      lock.update("BEGIN IMMEDIATE");
      Background<WorkQueue<String>> opening =
          Background.run(() -> WorkQueue.open(locked, Codec.text()));
      Background<WorkQueue<String>> same =
          Background.run(() -> WorkQueue.open(locked, Codec.text()));
      opening.awaitWaiting();
      same.awaitWaiting();
      String address = "file:" + folder.resolve("free.queue");
      Background<Boolean> free =
          Background.run(() -> WorkQueue.open(address, Codec.text()).close());
      assertThat(free.get()).isTrue();
      assertThat(opening.isRunning() && same.isRunning()).isTrue();
      lock.update("COMMIT");
      try (WorkQueue<String> one = opening.get();
          WorkQueue<String> two = same.get()) {
        one.put("a");
        assertThat(two.poll()).as("both have one file").isEqualTo("a");
      }
    }
  }

  @Test
  void whoHasNoMoreTimeLeavesTheOthersToGoOn() throws Exception {
    // Longer than it may take to see that it waits.
    Duration time = SHORT.multipliedBy(10);
    Background<Boolean> first = Background.run(() -> queue.offer("c", Put.now(), time));
    first.awaitWaiting();
    Background<Boolean> second = Background.run(() -> queue.put("d"));
    assertThat(first.get()).isFalse();
    release();
    second.get();
    assertThat(queue.size()).isEqualTo(3);
  }
}
