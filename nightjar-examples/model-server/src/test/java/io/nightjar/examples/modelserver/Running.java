// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.examples.modelserver.crew.MemberState;
import io.nightjar.examples.modelserver.load.LoadClient;
import io.nightjar.examples.modelserver.load.LoadReport;
import io.nightjar.examples.modelserver.load.Pace;
import io.nightjar.examples.modelserver.model.Model;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A model server with its workers, and clients that ask it until they are told to stop. */
final class Running implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int CLIENTS = 16;

  final List<String> log = new CopyOnWriteArrayList<>();
  final ModelServer server;
  final LoadReport report = new LoadReport();
  private final Thread clients;
  private volatile boolean enough;

  Running(String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--port", "0"));
    arguments.addAll(List.of(more));
    server = ModelServer.start(Settings.of(arguments.toArray(String[]::new)), log::add);
    assertThat(server.awaitWorkers(PATIENCE)).as("workers are there; log: %s", log).isTrue();
    LoadClient client = new LoadClient(server.address(), Model.load(Path.of("target/model.json")));
    clients =
        new Thread(
            () -> {
              try {
                client.run(CLIENTS, () -> enough ? Pace.END : System.nanoTime(), report);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    clients.start();
  }

  /** Waits until this is true of the statistics. */
  Running until(String what, Predicate<Stats> condition) {
    await(what + "; log: " + log)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> condition.test(server.stats()));
    return this;
  }

  MemberState worker(String name) {
    return server.stats().workers().stream()
        .filter(worker -> worker.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Kills a worker with -9. */
  void kill(String name) {
    assertThat(ProcessHandle.of(worker(name).pid()).orElseThrow().destroyForcibly()).isTrue();
  }

  /** Lets the clients wait for what they have asked, and tells what they got. */
  LoadReport stop() throws InterruptedException {
    enough = true;
    clients.join(PATIENCE.toMillis());
    assertThat(clients.isAlive()).as("clients that wait still").isFalse();
    return report;
  }

  @Override
  public void close() {
    enough = true;
    server.close();
  }
}
