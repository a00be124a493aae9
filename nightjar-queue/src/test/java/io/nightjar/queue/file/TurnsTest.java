// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nightjar.queue.Codec;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.contract.Background;
import io.nightjar.queue.spi.Deadline;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threads of one process whose changes go together. */
class TurnsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ReentrantLock lock = new ReentrantLock();
  private Db db;
  private Db other;
  private Turns turns;

  @BeforeEach
  void open(@TempDir Path folder) throws SQLException {
    Path path = folder.resolve("jobs.queue");
    QueueSettings settings;
    try (WorkQueue<String> queue = WorkQueue.open("file:" + path, Codec.text())) {
      settings = queue.settings();
    }
    db = Db.open(path);
    other = Db.open(path);
    Tables tables = new Tables(db, settings, Limits.of(settings), System::currentTimeMillis);
    turns = new Turns(lock, new Transactions(db), tables, changed -> {});
  }

  @AfterEach
  void close() throws SQLException {
    other.close();
    db.close();
  }

  private final List<String> stored = new ArrayList<>();

  private Background<Boolean> start(String value, Duration patience, int queued) {
    Background<Boolean> background =
        Background.run(
            () -> {
              Turn<Boolean> turn =
                  new Turn<>(
                      tables -> {
                        assertThat(stored).doesNotContain(value);
                        if (value.isEmpty()) {
                          throw new SQLException("not this one");
                        }
                        return tables.add(value.getBytes(StandardCharsets.UTF_8), 0, Duration.ZERO);
                      },
                      added -> stored.add(value),
                      false,
                      Deadline.after(patience));
              turns.run(turn);
              return turn.result();
            });
    await().atMost(PATIENCE).until(() -> lock.getQueueLength() == queued);
    return background;
  }

  @Test
  void oneThatIsLateLeavesThoseThatWereToGoWithItToTheNext() throws Exception {
    other.update("BEGIN IMMEDIATE");
    Background<Boolean> late;
    Background<Boolean> next;
    lock.lock();
    try {
      late = start("a", Duration.ofMillis(50), 1);
      next = start("b", PATIENCE, 2);
    } finally {
      lock.unlock(); // both go in one transaction, and the first one waits for it
    }
    assertThat(late.failure()).isInstanceOf(SQLException.class).hasMessageContaining("locked");
    other.update("COMMIT");
    assertThat(next.get()).isTrue();
    assertThat(db.number("SELECT count(*) FROM task")).isEqualTo(1);
  }

  @Test
  void oneThatFailsDoesNotFailThoseThatGoWithIt() throws Exception {
    Background<Boolean> first;
    Background<Boolean> fails;
    Background<Boolean> last;
    lock.lock();
    try {
      first = start("a", PATIENCE, 1);
      fails = start("", PATIENCE, 2);
      last = start("c", PATIENCE, 3);
    } finally {
      lock.unlock();
    }
    assertThat(first.get() && last.get()).isTrue();
    assertThat(stored).as("told once each, and not when it was undone").containsExactly("a", "c");
    assertThatThrownBy(fails::get).hasRootCauseMessage("not this one");
    assertThat(db.number("SELECT count(*) FROM task")).isEqualTo(2);
  }
}
