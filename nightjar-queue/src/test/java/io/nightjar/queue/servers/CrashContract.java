// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.queue.Codec;
import io.nightjar.queue.WorkQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** At least once: workers are killed, the broker is killed and stopped, and nothing is lost. */
@Timeout(240)
@Tag("one-jdk")
public abstract class CrashContract {
  private static final int TASKS = 3_000;
  private static final Duration PATIENCE = Duration.ofSeconds(100);

  private final List<WorkerProcess> workers = new ArrayList<>();
  private final Path folder;
  private final Broker broker;

  /** For subclasses; the broker belongs to this test. */
  protected CrashContract(Path folder, Broker broker) {
    this.folder = folder;
    this.broker = broker;
  }

  /** Settings that make a short test of it. */
  protected abstract WorkQueue.Builder<String> configure(WorkQueue.Builder<String> builder);

  @AfterEach
  void end() {
    broker.close();
  }

  @Test
  void everyTaskIsAccountedFor() throws Exception {
    broker.start();
    String address = broker.address("crash");
    try (WorkQueue<String> queue = configure(WorkQueue.builder(address, Codec.text())).open()) {
      for (int i = 0; i < 3; i++) {
        workers.add(new WorkerProcess(folder, address));
      }
      CompletableFuture<Void> putting =
          CompletableFuture.runAsync(() -> putAll(queue), OwnThread::run);
      awaitWorked(TASKS / 10);
      workers.get(0).kill();
      awaitWorked(TASKS / 5);
      broker.kill();
      broker.start();
      workers.add(new WorkerProcess(folder, address));
      awaitWorked(TASKS / 2);
      workers.get(1).kill();
      broker.stop();
      broker.start();
      awaitWorked(3 * TASKS / 4);
      workers.get(2).kill();
      workers.add(new WorkerProcess(folder, address));
      awaitWorked(TASKS);
      putting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      Set<String> expected = new HashSet<>();
      for (int i = 0; i < TASKS; i++) {
        expected.add("task " + i);
      }
      assertThat(distinct()).isEqualTo(expected);
      await("an empty queue").atMost(PATIENCE).until(queue::isEmpty);
      System.out.println("worked " + all().size() + " times on " + TASKS + " tasks");
    } finally {
      workers.forEach(WorkerProcess::close);
    }
  }

  private static void putAll(WorkQueue<String> queue) {
    try {
      for (int i = 0; i < TASKS; i++) {
        queue.put("task " + i);
      }
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  private List<String> all() {
    return workers.stream().flatMap(worker -> worker.worked().stream()).toList();
  }

  private Set<String> distinct() {
    return new HashSet<>(all());
  }

  private void awaitWorked(int count) {
    await("work on " + count + " tasks")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> distinct().size() >= count);
  }
}
