// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver;

import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** What a {@link ModelServer} is told on the command line. */
public final class Settings {
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
      description = "Requests in the queue; more are refused. (${DEFAULT-VALUE})",
      defaultValue = "1000")
  private int capacity;

  @Option(
      names = "--lease",
      paramLabel = "MS",
      description = "How long a worker has for a batch. (${DEFAULT-VALUE})",
      defaultValue = "2000")
  private long leaseMillis;

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

  int capacity() {
    return capacity;
  }

  Duration lease() {
    return Duration.ofMillis(leaseMillis);
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
