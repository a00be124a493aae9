// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.servers;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A broker that can be started, stopped, killed and started again with the data it has. */
public abstract class Broker implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(90);
  private static final long STOP_SECONDS = 60;

  final Path folder;
  final int port = Programs.freePort();
  private @Nullable Process process;

  Broker(String name) {
    try {
      folder = Files.createTempDirectory("nightjar-" + name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  /** The address of a queue there. */
  public abstract String address(String name);

  abstract List<String> command();

  abstract Map<String, String> environment();

  /** True once it serves. */
  abstract boolean isReady();

  /** Its port. */
  public final int port() {
    return port;
  }

  /** Where its data are. */
  public final Path folder() {
    return folder;
  }

  /** Starts it, and waits until it serves. */
  public final void start() {
    begin();
    await("start of " + command() + ", see " + log())
        .atMost(READY)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              Process running = process;
              if (running == null || !running.isAlive()) {
                throw new IllegalStateException("ended early: " + Files.readString(log()));
              }
              return isReady();
            });
  }

  /** Starts it, and does not wait. */
  public final void begin() {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command())
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
      builder.environment().putAll(environment());
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it printed. */
  private Path log() {
    return folder.resolve("output.log");
  }

  /** Ends it without a chance to say goodbye, as kill -9 does. */
  public final void kill() {
    end(true);
  }

  /** Ends it in order. */
  public final void stop() {
    end(false);
  }

  private void end(boolean forcibly) {
    Process running = process;
    if (running == null) {
      return;
    }
    process = null;
    List<ProcessHandle> all = running.descendants().toList();
    if (forcibly) {
      all.forEach(ProcessHandle::destroyForcibly);
      running.destroyForcibly();
    } else {
      running.destroy();
    }
    try {
      if (!running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        running.destroyForcibly();
      }
    } catch (InterruptedException e) {
      running.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    kill();
    try {
      if (Files.exists(folder)) {
        Files.walkFileTree(folder, new Remover());
      }
    } catch (IOException e) {
      // It is in the temporary folder, and goes with it.
    }
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
        throws IOException {
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
