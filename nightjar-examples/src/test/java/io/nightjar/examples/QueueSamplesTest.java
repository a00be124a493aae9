// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.queue.Codec;
import io.nightjar.queue.NoSuchQueueException;
import io.nightjar.queue.QueueFinishedException;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.socket.QueueServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the samples of {@code docs/queues}. */
class QueueSamplesTest {
  private final WorkQueue<String> queue = QueueSamples.open();

  @AfterEach
  void close() {
    queue.close();
  }

  @Test
  void valuesGoThrough() throws Exception {
    assertThat(QueueSamples.values(queue)).isEqualTo("cat.pngdog.pngtrue");
    assertThat(QueueSamples.view(queue)).containsExactly("cat.png");
    assertThat(QueueSamples.json()).isEqualTo("cat.png");
  }

  @Test
  void tasksAreSettled() throws Exception {
    QueueSamples.puts(queue);
    assertThat(queue.size()).isEqualTo(5);
    assertThat(queue.poll()).isEqualTo("passport.png");
    QueueSamples.task(queue);
    assertThat(QueueSamples.batch(queue)).isEqualTo(2);
    assertThat(queue.stats().delayed()).isEqualTo(1);
    assertThat(QueueSamples.stats(queue)).isZero();
  }

  @Test
  void aLoopEndsAndFailuresAreDead() throws Exception {
    try (WorkQueue<String> once =
        WorkQueue.builder("memory:", Codec.text()).maxAttempts(1).open()) {
      once.put("");
      once.put("good.png");
      once.finish();
      QueueSamples.loop(once);
      assertThat(QueueSamples.end(once)).isTrue();
      assertThat(once.deadLetters().size()).isEqualTo(1);
    }
  }

  @Test
  void deadLettersArePutOnceMore() throws Exception {
    try (WorkQueue<String> once =
        WorkQueue.builder("memory:", Codec.text()).maxAttempts(1).open()) {
      once.put("bad.png");
      once.takeTask().fail("broken");
      QueueSamples.dead(once);
      assertThat(once.deadLetters().isEmpty()).isTrue();
      assertThat(once.take()).isEqualTo("bad.png");
    }
  }

  @Test
  void workersDoTheWork() throws Exception {
    ExecutorService executor = Executors.newCachedThreadPool();
    queue.put("a.png");
    queue.finish();
    QueueSamples.work(queue, executor);
    executor.shutdown();
    assertThat(queue.awaitDone(Duration.ZERO)).isTrue();
    assertThat(queue.poll()).isNull();
    try {
      queue.put("late.png");
    } catch (QueueFinishedException e) {
      assertThat(e).hasMessageContaining("memory:pictures");
    }
  }

  @Test
  void aLookMakesNoQueue() throws Exception {
    queue.put("a.png");
    try (WorkQueue<String> same = QueueSamples.look()) {
      assertThat(same.take()).isEqualTo("a.png");
    }
    queue.close();
    assertThatThrownBy(QueueSamples::look).isInstanceOf(NoSuchQueueException.class);
  }

  @Test
  void queuesAreServed() throws Exception {
    try (QueueServer one = QueueSamples.serve("tcp://127.0.0.1:*/jobs");
        WorkQueue<String> jobs = QueueSamples.openServed(one.address());
        QueueServer all = QueueSamples.serveAll("tcp://127.0.0.1:*");
        WorkQueue<String> pictures = QueueSamples.openServed(all.address() + "/pictures")) {
      jobs.put("a");
      pictures.put("b");
      assertThat(jobs.take()).isEqualTo("a");
      assertThat(pictures.take()).isEqualTo("b");
    }
  }

  @Test
  void theProgramOfTheFirstFiveMinutesRuns() throws Exception {
    QueueWork.main(new String[] {"memory:start", "20"});
  }

  @Test
  void itMovesByItsAddressAlone(@TempDir Path folder) throws Exception {
    String file = "file:" + folder.resolve("start.queue");
    QueueWork.main(new String[] {file, "20"});
    QueueWork.main(new String[] {file, "20"});
    try (QueueServer server = QueueServer.serve(file, "tcp://127.0.0.1:*/start")) {
      QueueWork.main(new String[] {server.address(), "20"});
    }
  }
}
