// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** What a {@link ModelServer} is told on the command line. */
public final class Settings {
  /** What a queue is made with if nothing is given. */
  static final int CAPACITY = 1000;

  /** What a queue is made with if nothing is given. */
  static final long LEASE_MILLIS = 2000;

  private static final int HIGHEST_PORT = 65_535;

  @Option(
      names = "--queue",
      paramLabel = "ADDRESS",
      description = "memory:, file:/path or redis://host:port/name. (${DEFAULT-VALUE})",
      defaultValue = "memory:")
  private String queue = "";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The port of HTTP; 0: a free one. (${DEFAULT-VALUE})",
      defaultValue = "8080")
  private int port;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Worker processes in Java. (${DEFAULT-VALUE})",
      defaultValue = "2")
  private int workers;

  @Option(
      names = "--python",
      paramLabel = "N",
      description = "Worker processes in Python. (${DEFAULT-VALUE})",
      defaultValue = "1")
  private int python;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "The most requests that a worker takes at a time. (${DEFAULT-VALUE})",
      defaultValue = "16")
  private int batch;

  @Option(
      names = "--capacity",
      paramLabel = "N",
      description =
          "Requests in the queue; more are refused. (that of a queue that exists, or "
              + CAPACITY
              + ")")
  private @Nullable Integer capacity;

  @Option(
      names = "--lease",
      paramLabel = "MS",
      description =
          "How long a worker has for a batch. (that of a queue that exists, or "
              + LEASE_MILLIS
              + ")")
  private @Nullable Long leaseMillis;

  @Option(
      names = "--timeout",
      paramLabel = "MS",
      description = "How long a request waits for its answer. (${DEFAULT-VALUE})",
      defaultValue = "10000")
  private long timeoutMillis;

  @Option(
      names = "--think",
      paramLabel = "MS",
      description = "Workers sleep so long for each batch, as if the model were large. (0)",
      defaultValue = "0")
  private long thinkMillis;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The model.",
      hidden = true,
      defaultValue = "target/model.json")
  private Path model = Path.of("");

  @Option(
      names = "--scripts",
      paramLabel = "FOLDER",
      description = "Where the Python worker is.",
      hidden = true,
      defaultValue = "python")
  private Path scripts = Path.of("");

  /** Settings from arguments; what is not given has its default. */
  public static Settings of(String... arguments) {
    Settings settings = new Settings();
    new CommandLine(settings).parseArgs(arguments);
    return settings;
  }

  /**
   * Refuses what cannot work.
   *
   * @throws IllegalArgumentException which names the option and the remedy
   */
  void check() {
    atLeast(1, "--batch", batch);
    atLeast(0, "--workers", workers);
    atLeast(0, "--python", python);
    if (workers + (long) python < 1) {
      throw new IllegalArgumentException("--workers 0 --python 0: use 1 or more of one of them");
    }
    if (capacity != null) {
      atLeast(1, "--capacity", capacity);
    }
    if (leaseMillis != null) {
      atLeast(1, "--lease", leaseMillis);
    }
    atLeast(1, "--timeout", timeoutMillis);
    atLeast(0, "--think", thinkMillis);
    if (port < 0 || port > HIGHEST_PORT) {
      throw new IllegalArgumentException("--port " + port + ": use 0 to " + HIGHEST_PORT);
    }
  }

  static void atLeast(long least, String option, long value) {
    if (value < least) {
      throw new IllegalArgumentException(option + " " + value + ": use " + least + " or more");
    }
  }

  /** The address of the queue. */
  public String queue() {
    return queue;
  }

  /** True if the queue lies in the memory of the front end. */
  public boolean isInMemory() {
    return queue.startsWith("memory:");
  }

  int port() {
    return port;
  }

  int workers() {
    return workers;
  }

  int python() {
    return python;
  }

  int batch() {
    return batch;
  }

  /** Null: that of the queue that is there. */
  @Nullable Integer capacity() {
    return capacity;
  }

  /** Null: that of the queue that is there. */
  @Nullable Duration lease() {
    return leaseMillis == null ? null : Duration.ofMillis(leaseMillis);
  }

  Duration timeout() {
    return Duration.ofMillis(timeoutMillis);
  }

  long thinkMillis() {
    return thinkMillis;
  }

  Path model() {
    return model;
  }

  Path scripts() {
    return scripts;
  }
}
