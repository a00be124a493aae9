// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples;

import static org.awaitility.Awaitility.await;

import io.nightjar.testkit.ReferencePeers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** An example that runs as a process of its own, in Java or as its Python twin. */
final class Program implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** In which language it is written. */
  enum Language {
    JAVA,
    PYTHON
  }

  private final String name;
  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;

  private Program(String name, Process process) {
    this.name = name;
    this.process = process;
    reader = new Thread(this::read, "output-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts the program of this class name, or its twin. */
  static Program start(Language language, String className, Object... args) throws IOException {
    List<String> command =
        new ArrayList<>(language == Language.JAVA ? java(className) : python(className));
    for (Object arg : args) {
      command.add(arg.toString());
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new Program(language + " " + className, process);
  }

  private static List<String> java(String className) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        System.getProperty("java.class.path"),
        "io.nightjar.examples." + className);
  }

  private static List<String> python(String className) {
    String script = className.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    return List.of(
        ReferencePeers.python(), Path.of("python", script + ".py").toAbsolutePath().toString());
  }

  private void read() {
    try (var output = process.inputReader(StandardCharsets.UTF_8)) {
      output.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      // The program was ended.
    }
  }

  /** The address it said to be ready at; waits for it. */
  String address() {
    await(name + " prints 'ready'; so far: " + lines)
        .atMost(PATIENCE)
        .until(() -> !lines.isEmpty() || !process.isAlive());
    String first = lines.isEmpty() ? "" : lines.get(0);
    if (!first.startsWith("ready ")) {
      throw new AssertionError(name + " did not get ready: " + lines);
    }
    return first.substring("ready ".length());
  }

  /** Waits until it has printed this line. */
  void awaitLine(String line) {
    await(name + " prints '" + line + "'")
        .atMost(PATIENCE)
        .until(() -> lines.contains(line) || !process.isAlive());
    if (!lines.contains(line)) {
      throw new AssertionError(name + " ended without '" + line + "': " + lines);
    }
  }

  /** Stops it in the middle of what it does, without ending it. */
  void freeze() throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    if (new ProcessBuilder("kill", "-STOP", pid).start().waitFor() != 0) {
      throw new AssertionError("cannot stop " + name);
    }
  }

  /** What it printed from start to end, without the line on its address; waits for its end. */
  List<String> linesAtEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError(name + " does not end; printed so far: " + lines);
    }
    reader.join(PATIENCE.toMillis());
    if (process.exitValue() != 0) {
      throw new AssertionError(name + " failed: " + lines);
    }
    return lines.stream().filter(line -> !line.startsWith("ready ")).toList();
  }

  /** Kills it with -9, in the middle of what it does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
