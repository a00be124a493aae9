// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver;

import io.nightjar.examples.modelserver.crew.Job;
import io.nightjar.examples.modelserver.crew.Python;
import io.nightjar.examples.modelserver.worker.PredictionWorker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The workers that the settings ask for. */
final class Jobs {
  private static final int WARNS_OF_NATIVE_CODE = 22;

  private final Settings settings;
  private final String servedQueue;
  private final String replies;

  /** They take from the served queue, or in Java from the queue itself where it can be opened. */
  Jobs(Settings settings, String servedQueue, String replies) {
    this.settings = settings;
    this.servedQueue = servedQueue;
    this.replies = replies;
  }

  List<Job> all(Consumer<String> log) throws InterruptedException {
    List<Job> jobs = new ArrayList<>();
    for (int i = 1; i <= settings.workers(); i++) {
      jobs.add(java("java-" + i));
    }
    String python = settings.python() == 0 ? null : Python.find();
    if (python != null) {
      for (int i = 1; i <= settings.python(); i++) {
        jobs.add(python(python, "python-" + i));
      }
    } else if (settings.python() > 0 && jobs.isEmpty()) {
      throw new IllegalArgumentException(
          "--workers 0, and no Python with pyzmq here: " + Python.REMEDY);
    } else if (settings.python() > 0) {
      log.accept("no Python with pyzmq here, so no worker in Python: " + Python.REMEDY);
    }
    return jobs;
  }

  private Job java(String name) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx128m"));
    if (Runtime.version().feature() >= WARNS_OF_NATIVE_CODE) {
      command.add("--enable-native-access=ALL-UNNAMED"); // of the library of file: queues
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(PredictionWorker.class.getName());
    command.addAll(arguments(name, settings.isInMemory() ? servedQueue : settings.queue()));
    return new Job(name, command);
  }

  private Job python(String python, String name) {
    List<String> command = new ArrayList<>();
    command.add(python);
    command.add(settings.scripts().resolve("prediction_worker.py").toString());
    command.addAll(arguments(name, servedQueue));
    return new Job(name, command);
  }

  private List<String> arguments(String name, String queue) {
    return List.of(
        "--queue=" + queue,
        "--replies=" + replies,
        "--model=" + settings.model(),
        "--name=" + name,
        "--batch=" + settings.batch(),
        "--think=" + settings.thinkMillis(),
        "--parent=" + ProcessHandle.current().pid());
  }
}
