// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.queue.Codec;
import io.nightjar.queue.LeaseExpiredException;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.contract.Background;
import io.nightjar.queue.servers.Child;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients and servers that are killed, and servers that are started again. */
@Timeout(120)
class KillTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  private static Task<String> task(WorkQueue<String> queue) throws InterruptedException {
    Task<String> task = queue.pollTask(PATIENCE);
    if (task == null) {
      throw new AssertionError("no task in " + queue.stats());
    }
    return task;
  }

  @Test
  void aTaskOfAClientThatIsKilledComesBackAtOnce() throws Exception {
    try (QueueServer server = QueueServer.serve("memory:", "tcp://127.0.0.1:*/jobs");
        WorkQueue<String> queue = WorkQueue.open(server.address(), Codec.text());
        Child taker = SocketProcess.start("take", server.address())) {
      queue.put("a");
      assertThat(SocketProcess.said(taker)).isEqualTo("a");
      long start = System.nanoTime();
      taker.kill();
      Task<String> task = task(queue);
      assertThat(task.value()).isEqualTo("a");
      assertThat(task.attempt()).isEqualTo(2);
      assertThat(task.reason()).contains("connection").contains("lost");
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isLessThan(queue.settings().lease().dividedBy(2));
      task.done();
      assertThat(queue.stats().expired()).isEqualTo(1);
    }
  }

  @Test
  void aServerThatIsClosedAndStartedAgainInMidFlowLosesNothingAndPutsNothingTwice()
      throws Exception {
    String file = "file:" + folder.resolve("jobs.queue");
    QueueServer first = QueueServer.serve(file, "tcp://127.0.0.1:*/jobs");
    String address = first.address();
    Flow flow = new Flow(address, 300);
    QueueServer server = first;
    for (int restart = 1; restart <= 3; restart++) {
      flow.awaitDone(restart * 60);
      server.close();
      server = QueueServer.serve(file, address);
    }
    flow.awaitEnd(address);
    server.close();
    assertThat(flow.done).containsExactlyInAnyOrderElementsOf(flow.values);
    // What was put twice would be done twice.
    assertThat(flow.doneTwice).isEmpty();
  }

  @Test
  void aServerThatIsKilledInMidFlowLosesNothingThatWasPut() throws Exception {
    String file = "file:" + folder.resolve("jobs.queue");
    Child server = SocketProcess.start("serve", file, "tcp://127.0.0.1:*/jobs");
    try {
      String address = SocketProcess.said(server);
      Flow flow = new Flow(address, 300);
      for (int restart = 1; restart <= 2; restart++) {
        flow.awaitDone(restart * 80);
        server.kill();
        server = SocketProcess.start("serve", file, address);
        assertThat(SocketProcess.said(server)).isEqualTo(address);
      }
      flow.awaitEnd(address);
      // Two takers had one task each, twice; those may be done without an answer.
      assertThat(flow.late).hasSizeLessThanOrEqualTo(4);
      flow.late.addAll(flow.done);
      assertThat(flow.late).containsExactlyInAnyOrderElementsOf(flow.values);
    } finally {
      server.close();
    }
  }

  /** A putter and two takers, who go on until all is done. */
  private static final class Flow {
    final List<String> values;
    final Set<String> done = ConcurrentHashMap.newKeySet();
    final Set<String> late = ConcurrentHashMap.newKeySet();
    final Set<String> doneTwice = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Background<Boolean>> parts;

    Flow(String address, int count) {
      values = IntStream.range(0, count).mapToObj(Integer::toString).toList();
      parts =
          List.of(
              Background.run(() -> put(address)),
              Background.run(() -> take(address)),
              Background.run(() -> take(address)));
    }

    private static WorkQueue<String> open(String address) {
      return WorkQueue.builder(address, Codec.text()).set(SocketOptions.PATIENCE, PATIENCE).open();
    }

    private void put(String address) throws InterruptedException {
      try (WorkQueue<String> queue = open(address)) {
        for (String value : values) {
          queue.put(value);
        }
      }
    }

    private void take(String address) throws InterruptedException {
      try (WorkQueue<String> queue = open(address)) {
        while (!over.get()) {
          Task<String> task = queue.pollTask(Duration.ofMillis(100));
          if (task == null) {
            continue;
          }
          try {
            task.done();
            if (!done.add(task.value())) {
              doneTwice.add(task.value());
            }
          } catch (LeaseExpiredException e) {
            // Its server is gone: it is done and the answer is lost, or it comes back.
            late.add(task.value());
          }
        }
      }
    }

    void awaitDone(int count) {
      Awaitility.await(count + " done").atMost(PATIENCE).until(() -> done.size() >= count);
    }

    void awaitEnd(String address) throws Exception {
      parts.get(0).get();
      try (WorkQueue<String> queue = open(address)) {
        assertThat(queue.awaitDone(PATIENCE)).isTrue();
      }
      over.set(true);
      for (Background<Boolean> part : parts) {
        part.get();
      }
    }
  }
}
