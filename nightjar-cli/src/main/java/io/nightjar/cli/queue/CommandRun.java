// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.cli.child.Shell;
import io.nightjar.queue.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run of a command for a task: the value is on its standard input, what it prints is passed on,
 * by whole lines.
 */
final class CommandRun {
  private static final int LONGEST_REASON = 500;
  private static final Duration OUTPUT_GRACE = Duration.ofSeconds(1);
  private static final Duration END_GRACE = Duration.ofSeconds(1);

  /** Where output goes: whole lines, from several threads. */
  @FunctionalInterface
  interface Sink {
    void write(byte[] lines, int length) throws IOException;
  }

  private final Process process;
  private final Thread outReader;
  private final Thread errReader;
  private volatile String lastError = "";
  private volatile boolean ended;

  private CommandRun(Process process, Sink out, Sink err) {
    this.process = process;
    this.outReader = reader(process.getInputStream(), out, false);
    this.errReader = reader(process.getErrorStream(), err, true);
  }

  static CommandRun start(String command, String address, Task<byte[]> task, Sink out, Sink err)
      throws IOException {
    byte[] value = task.value();
    ProcessBuilder builder = Shell.shieldedCommand(command);
    builder.environment().put("NIGHTJAR_TASK_ID", task.id());
    builder.environment().put("NIGHTJAR_TASK_ATTEMPT", Integer.toString(task.attempt()));
    builder.environment().put("NIGHTJAR_QUEUE", address);
    CommandRun run = new CommandRun(builder.start(), out, err);
    Shell.feed(run.process, value);
    return run;
  }

  /** Waits for the end; null: it went well; else why it failed. */
  @Nullable String await(@Nullable Duration limit) throws InterruptedException {
    long nanos = limit == null ? Long.MAX_VALUE : limit.toNanos();
    boolean inTime = process.waitFor(nanos, TimeUnit.NANOSECONDS);
    if (!inTime) {
      Shell.kill(process);
      process.waitFor();
    }
    // What it left running may hold its output open.
    outReader.join(OUTPUT_GRACE.toMillis());
    errReader.join(OUTPUT_GRACE.toMillis());
    if (!inTime && limit != null) {
      return "ended since it took longer than " + limit.toMillis() + " ms" + withLastError();
    }
    int code = process.exitValue();
    return code == 0 ? null : "exit code " + code + withLastError();
  }

  private String withLastError() {
    String text = lastError;
    return text.isEmpty() ? "" : ": " + text;
  }

  /** Ends the command, by force if asking does not help; it did not fail then. */
  void end() {
    ended = true;
    Shell.end(process);
    CompletableFuture.delayedExecutor(END_GRACE.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> Shell.kill(process));
  }

  /** Whether it was ended from here. */
  boolean isEnded() {
    return ended;
  }

  private Thread reader(InputStream stream, Sink sink, boolean isError) {
    Thread thread = new Thread(() -> pass(stream, sink, isError), "nightjar-exec-output");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void pass(InputStream stream, Sink sink, boolean isError) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try (stream) {
      for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
        int end = read;
        while (end > 0 && buffer[end - 1] != '\n') {
          end--;
        }
        line.write(buffer, 0, end);
        if (end > 0 || line.size() > buffer.length) {
          emit(line, sink, isError);
        }
        line.write(buffer, end, read - end);
      }
      if (line.size() > 0) {
        line.write('\n');
        emit(line, sink, isError);
      }
    } catch (IOException e) {
      // The command was ended, or nobody reads what it prints: the task goes on.
    }
  }

  private void emit(ByteArrayOutputStream lines, Sink sink, boolean isError) throws IOException {
    byte[] bytes = lines.toByteArray();
    lines.reset();
    if (isError) {
      remember(bytes);
    }
    sink.write(bytes, bytes.length);
  }

  private void remember(byte[] bytes) {
    String[] all = new String(bytes, StandardCharsets.UTF_8).split("\\R", -1);
    Arrays.stream(all)
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .reduce((first, second) -> second)
        .ifPresent(text -> lastError = text.substring(0, Math.min(text.length(), LONGEST_REASON)));
  }
}
