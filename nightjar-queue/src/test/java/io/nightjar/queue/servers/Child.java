// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A process that says what it does, to be killed. */
public final class Child implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader = new Thread(this::read, "output of a child");

  private Child(Process process) {
    this.process = process;
    reader.start();
  }

  /** Starts a JVM that runs a class. */
  public static Child start(Class<?> main, Object... args) throws IOException {
    List<String> command = Programs.java(main);
    for (Object arg : args) {
      command.add(arg.toString());
    }
    return new Child(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  private void read() {
    try (var output = process.inputReader(StandardCharsets.UTF_8)) {
      StringBuilder line = new StringBuilder();
      for (int c = output.read(); c >= 0; c = output.read()) {
        if (c == '\n') {
          lines.add(line.toString());
          line.setLength(0);
        } else {
          line.append((char) c);
        }
      } // a line that was cut does not count
    } catch (IOException | UncheckedIOException e) {
      // It was ended.
    }
  }

  /** Waits until it has said this. */
  public Child says(String line) {
    Awaitility.await("a child says " + line)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .failFast("it ended and said " + lines, () -> !isAlive() && !lines.contains(line))
        .until(() -> lines.contains(line));
    return this;
  }

  /** Waits until it has said a line that begins so, and gives the rest of it. */
  public String saysAfter(String beginning) {
    Awaitility.await("a child says " + beginning)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .failFast("it ended and said " + lines, () -> !isAlive() && after(beginning).isEmpty())
        .until(() -> after(beginning).isPresent());
    return after(beginning).orElseThrow();
  }

  private Optional<String> after(String beginning) {
    return lines.stream()
        .filter(line -> line.startsWith(beginning))
        .map(line -> line.substring(beginning.length()))
        .findFirst();
  }

  /** Waits until it has said so many lines. */
  public Child saysLines(int count) {
    Awaitility.await("a child says " + count + " lines")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .failFast("it ended early", () -> !isAlive() && lines.size() < count)
        .until(() -> lines.size() >= count);
    return this;
  }

  /** True while it runs or what it said is not all read. */
  private boolean isAlive() {
    return process.isAlive() || reader.isAlive();
  }

  /** Lets it read this. */
  public void write(String text) throws IOException {
    OutputStream input = process.getOutputStream();
    input.write(text.getBytes(StandardCharsets.UTF_8));
    input.flush();
  }

  /** Stops its threads, all at once, without its knowing. */
  public void freeze() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /** Lets them go on. */
  public void thaw() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new AssertionError("kill " + signal);
    }
  }

  /** kill -9, and what it had said. */
  public List<String> kill() throws InterruptedException {
    process.toHandle().destroyForcibly(); // its own closes the pipe on what was said last
    return ended();
  }

  /** Waits for its end, and gives what it had said. */
  public List<String> ended() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("a child does not end; it said " + lines);
    }
    reader.join(PATIENCE.toMillis());
    return lines;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
  }
}
