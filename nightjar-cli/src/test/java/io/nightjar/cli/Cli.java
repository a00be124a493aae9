// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.cli.runtime.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command that runs in this process, on a thread of its own, with streams of its own. */
final class Cli implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(15);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PipedOutputStream keyboard = new PipedOutputStream();
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private final Thread thread;

  private Cli(String... args) {
    try {
      InputStream in = new PipedInputStream(keyboard, 1 << 20);
      Terminal terminal = Terminal.of(in, out, err);
      thread =
          new Thread(
              () -> {
                try {
                  exitCode.complete(Main.run(terminal, args));
                } catch (RuntimeException | Error e) {
                  exitCode.completeExceptionally(e);
                }
              },
              "test-" + String.join(" ", args));
      thread.setDaemon(true);
      thread.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a command whose standard input stays open. */
  static Cli start(String... args) {
    return new Cli(args);
  }

  /** Runs a command to its end, with this standard input. */
  static Cli run(String input, String... args) {
    Cli cli = start(args);
    cli.type(input);
    cli.endInput();
    cli.awaitEnd();
    return cli;
  }

  /** Writes to its standard input. */
  Cli type(String text) {
    try {
      keyboard.write(text.getBytes(UTF_8));
      keyboard.flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void endInput() {
    try {
      keyboard.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end and returns its exit code. */
  int awaitEnd() {
    try {
      return exitCode.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (Exception e) {
      throw new AssertionError("no end; printed so far: " + out() + "; complaints: " + err(), e);
    }
  }

  /** Interrupts it, as a program that embeds it would. */
  void interrupt() {
    thread.interrupt();
  }

  /** The n-th address that it said to be ready, counting from 0; waits for it. */
  String address(int n) {
    await("'ready' number " + n)
        .atMost(PATIENCE)
        .until(() -> ready().size() > n || exitCode.isDone());
    assertThat(ready()).as("addresses; standard error: %s", err()).hasSizeGreaterThan(n);
    return ready().get(n);
  }

  String address() {
    return address(0);
  }

  private List<String> ready() {
    List<String> found = new ArrayList<>();
    String text = err();
    int complete = text.lastIndexOf('\n') + 1;
    for (String line : text.substring(0, complete).split("\n", -1)) {
      if (line.startsWith("ready ")) {
        found.add(line.substring("ready ".length()).trim());
      }
    }
    return found;
  }

  /** Waits until it has printed so many lines on standard output. */
  Cli awaitLines(int count) {
    await(count + " lines").atMost(PATIENCE).until(() -> lines().size() >= count);
    return this;
  }

  List<String> lines() {
    String text = out();
    List<String> lines = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      lines.add(text.substring(from, at));
      from = at + 1;
    }
    return lines;
  }

  String out() {
    return out.toString(UTF_8);
  }

  String err() {
    return err.toString(UTF_8);
  }

  /** Ends it, if it still runs. */
  @Override
  public void close() {
    endInput();
    thread.interrupt();
    awaitEnd();
  }
}
