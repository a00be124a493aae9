// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.servers;

import io.nightjar.queue.Codec;
import io.nightjar.queue.LeaseExpiredException;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A worker in a JVM of its own, which writes down what it does, and can be killed. */
public final class WorkerProcess implements AutoCloseable {
  private static final long WORK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  private final Process process;
  private final Path record;

  /** Starts one. */
  public WorkerProcess(Path folder, String address) {
    try {
      record = Files.createTempFile(folder, "worker", ".txt");
      process =
          new ProcessBuilder(Programs.java(WorkerProcess.class, address, record.toString()))
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(folder.resolve(record.getFileName() + ".log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it has worked on so far, with repetitions. */
  public List<String> worked() {
    try {
      String text = Files.readString(record);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it as kill -9 does. */
  public void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("cannot kill " + process);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }

  /** Takes tasks, writes them down, says that they are done. */
  public static void main(String[] args) throws Exception {
    try (WorkQueue<String> queue = WorkQueue.open(args[0], Codec.text());
        FileOutputStream record = new FileOutputStream(args[1], true)) {
      while (true) {
        for (Task<String> task : queue.takeTasks(3, java.time.Duration.ofSeconds(30))) {
          LockSupport.parkNanos(WORK_NANOS);
          record.write((task.value() + "\n").getBytes(StandardCharsets.UTF_8));
          try {
            task.done();
          } catch (LeaseExpiredException e) {
            System.out.println(e.getMessage()); // somebody does it again
          }
        }
      }
    }
  }
}
