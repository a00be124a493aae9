// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import static org.awaitility.Awaitility.await;

import io.nightjar.queue.Codec;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.servers.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server or a taker in a process of its own, to be killed. */
final class SocketProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String SAYS = "says ";

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private SocketProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "output of a process");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * The process: {@code serve queue endpoint} or {@code take address}; lives until it is killed.
   */
  public static void main(String[] args) throws Exception {
    if (args[0].equals("serve")) {
      QueueServer server = QueueServer.serve(args[1], args[2]);
      System.out.println(SAYS + server.address());
    } else {
      WorkQueue<String> queue = WorkQueue.open(args[1], Codec.text());
      Task<String> task = queue.takeTask();
      System.out.println(SAYS + task.value());
    }
    Thread.currentThread().join();
  }

  static SocketProcess start(String... args) throws IOException {
    List<String> command = Programs.java(SocketProcess.class, args);
    return new SocketProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  private void read() {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = output.readLine();
      while (line != null) {
        if (line.startsWith(SAYS)) {
          lines.add(line.substring(SAYS.length()));
        } else {
          System.out.println("a process: " + line);
        }
        line = output.readLine();
      }
    } catch (IOException e) {
      lines.add(e.toString());
    }
  }

  /** The first thing that it said; waits for it. */
  String line() {
    await("a line of a process").atMost(PATIENCE).until(() -> !lines.isEmpty());
    return lines.get(0);
  }

  /** Kills it with -9 and waits for its end. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
