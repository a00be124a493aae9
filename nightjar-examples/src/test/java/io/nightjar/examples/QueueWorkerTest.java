// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples;

import static io.nightjar.examples.Program.Language.PYTHON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.queue.Codec;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.Workers;
import io.nightjar.queue.socket.QueueServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Python worker at a served queue. */
@Timeout(120)
class QueueWorkerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static Program worker(QueueServer server, Object seconds) throws IOException {
    String address = server.address();
    int slash = address.lastIndexOf('/');
    return Program.start(
        PYTHON, "QueueWorker", address.substring(0, slash), address.substring(slash + 1), seconds);
  }

  private static QueueServer serve() {
    return QueueServer.serve("memory:", "tcp://127.0.0.1:*/jobs");
  }

  private static WorkQueue<String> open(QueueServer server) {
    return WorkQueue.open(server.address(), Codec.text());
  }

  @Test
  void aPythonWorkerTakesPart() throws Exception {
    try (QueueServer server = serve();
        WorkQueue<String> queue = open(server);
        Program python = worker(server, 0)) {
      queue.put("first");
      python.awaitLine("did first");
      try (Workers java = queue.work(1, task -> {})) {
        for (int i = 0; i < 100; i++) {
          queue.put("picture " + i);
        }
        assertThat(queue.awaitDone(PATIENCE)).isTrue();
        assertThat(java.running()).isEqualTo(1);
      }
      queue.put("last");
      python.awaitLine("did last");
      assertThat(queue.awaitDone(PATIENCE)).isTrue();
      assertThat(queue.deadLetters().isEmpty()).isTrue();
    }
  }

  @Test
  void withoutAnAddressItTellsHowItIsUsed() throws Exception {
    try (Program python = Program.start(PYTHON, "QueueWorker")) {
      assertThatThrownBy(python::linesAtEnd)
          .hasMessageContaining("failed: [usage: queue_worker.py ENDPOINT [QUEUE]");
    }
  }

  @Test
  void aTaskOfAPythonWorkerThatIsKilledGoesToAnother() throws Exception {
    try (QueueServer server = serve();
        WorkQueue<String> queue = open(server);
        Program killed = worker(server, 600)) {
      queue.put("a");
      killed.awaitLine("doing a attempt 1");
      killed.kill();
      try (Program other = worker(server, 0)) {
        other.awaitLine("doing a attempt 2");
        other.awaitLine("did a");
      }
      assertThat(queue.awaitDone(PATIENCE)).isTrue();
    }
  }

  @Test
  void aTaskOfAPythonWorkerWhoseHeartbeatEndsGoesToAnother() throws Exception {
    try (QueueServer server = serve();
        WorkQueue<String> queue = open(server);
        Program frozen = worker(server, 600)) {
      queue.put("a");
      frozen.awaitLine("doing a attempt 1");
      frozen.freeze();
      long start = System.nanoTime();
      Task<String> task = queue.pollTask(PATIENCE);
      assertThat(task).isNotNull();
      assertThat(task.attempt()).isEqualTo(2);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(queue.settings().lease());
      task.done();
    }
  }

  @Test
  void aPythonWorkerGoesOnWhenTheServerIsStartedAgain(@TempDir Path folder) throws Exception {
    String file = "file:" + folder.resolve("jobs.queue");
    QueueServer server = QueueServer.serve(file, "tcp://127.0.0.1:*/jobs");
    try (Program python = worker(server, 0)) {
      try (WorkQueue<String> queue = open(server)) {
        queue.put("before");
        python.awaitLine("did before");
      }
      String address = server.address();
      server.close();
      server = QueueServer.serve(file, address);
      try (WorkQueue<String> queue = open(server)) {
        queue.put("after");
        python.awaitLine("did after");
      }
    } finally {
      server.close();
    }
  }
}
