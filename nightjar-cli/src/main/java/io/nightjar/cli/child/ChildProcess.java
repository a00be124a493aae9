// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.child;

import io.nightjar.cli.runtime.CommandException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A process that was started here. What it prints, on either stream, is read all the time, so it
 * never waits for its reader. Closing it ends it.
 */
public final class ChildProcess implements AutoCloseable {
  private static final String END = new String("end of output"); // compared by identity
  private static final Duration END_GRACE = Duration.ofSeconds(2);

  private final String name;
  private final Process process;
  private final BlockingQueue<String> out = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> err = new LinkedBlockingQueue<>();
  private volatile @Nullable Consumer<String> listener;
  private volatile String lastError = "";

  private ChildProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    read(process.getInputStream(), out);
    read(process.getErrorStream(), err);
  }

  /** Starts a command; the name is for error texts. */
  public static ChildProcess start(String name, List<String> command) throws IOException {
    return new ChildProcess(name, new ProcessBuilder(command).start());
  }

  /** The number of the process. */
  public long pid() {
    return process.pid();
  }

  /** The handle of the process. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Writes a line to its standard input. */
  public void writeLine(String line) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  /** Ends its standard input. */
  public void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** Also tells every line it prints on standard output to a listener, from now on. */
  public void onLine(Consumer<String> told) {
    listener = told;
  }

  /**
   * The next line on its standard output; null at its end.
   *
   * @throws CommandException if none comes in time
   */
  public @Nullable String nextLine(Duration timeout) throws InterruptedException {
    return next(out, "a line", timeout);
  }

  /**
   * The next line on either stream that begins with a word and a space, without them.
   *
   * @throws CommandException if none comes in time, or the process ends before
   */
  public String awaitWord(String word, Duration timeout) throws InterruptedException {
    return awaitWord(out, word, timeout);
  }

  /** The same as {@link #awaitWord}, on standard error. */
  public String awaitErrorWord(String word, Duration timeout) throws InterruptedException {
    return awaitWord(err, word, timeout);
  }

  private String awaitWord(BlockingQueue<String> lines, String word, Duration timeout)
      throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      long left = Math.max(0, end - System.nanoTime());
      String line = next(lines, "'" + word + "'", Duration.ofNanos(left));
      if (line == null) {
        throw CommandException.failure(
            name + " ended without '" + word + "'" + (lastError.isEmpty() ? "" : ": " + lastError));
      } else if (line.startsWith(word + " ")) {
        return line.substring(word.length() + 1);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // END is a mark, not a text
  private @Nullable String next(BlockingQueue<String> lines, String what, Duration timeout)
      throws InterruptedException {
    String line = lines.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
    if (line == null) {
      throw CommandException.failure(
          name + " (process " + pid() + ") has not printed " + what + " in time");
    } else if (line == END) {
      lines.add(END);
      return null;
    }
    return line;
  }

  /**
   * Waits for its end.
   *
   * @return its exit code
   * @throws CommandException if it does not end in time
   */
  public int awaitEnd(Duration timeout) throws InterruptedException {
    if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      throw CommandException.failure(name + " (process " + pid() + ") does not end");
    }
    return process.exitValue();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** The last line it printed on standard error; empty if none. */
  public String lastError() {
    return lastError;
  }

  private void read(InputStream stream, BlockingQueue<String> lines) {
    Thread reader = new Thread(() -> readAll(stream, lines), "nightjar-child-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  private void readAll(InputStream stream, BlockingQueue<String> lines) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        tell(line, lines);
      }
    } catch (IOException e) {
      // The process was ended.
    }
    lines.add(END);
  }

  private void tell(String line, BlockingQueue<String> lines) {
    lines.add(line);
    Consumer<String> told = listener;
    if (lines == err) {
      lastError = line;
    } else if (told != null) {
      told.accept(line);
    }
  }

  /** Asks it to end, without waiting for that. */
  public void end() {
    process.destroy();
  }

  /** Ends it at once, by force. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Ends it: politely, and by force if that does not help. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_GRACE.toNanos(), TimeUnit.NANOSECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
