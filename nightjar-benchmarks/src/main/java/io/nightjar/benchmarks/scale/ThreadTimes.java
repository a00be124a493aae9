// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What the threads of a process have used, to the nanosecond, and how often they got a core, as
 * Linux tells it: those of the library and its callers, and those that a JVM has of itself, such as
 * its compilers, its collector and the thread that ticks twenty times a second.
 *
 * @param threads by their ids
 */
record ThreadTimes(Map<String, Use> threads) {
  /** Beginnings of the names of what works here. */
  private static final List<String> WORKERS = List.of("nightjar", "push", "pull");

  private static final Use NOTHING = new Use(false, 0, 0);

  /** What a thread has used. */
  record Use(boolean works, long nanos, long turns) {
    static Use read(Path thread) throws IOException {
      String name = Files.readString(thread.resolve("comm"));
      // Nanoseconds on a core, nanoseconds in wait for one, turns.
      String[] used = Files.readString(thread.resolve("schedstat")).strip().split(" ", -1);
      boolean works = WORKERS.stream().anyMatch(name::startsWith);
      return new Use(works, Long.parseLong(used[0]), Long.parseLong(used[2]));
    }

    Use since(Use before) {
      return new Use(works, nanos - before.nanos, turns - before.turns);
    }
  }

  static ThreadTimes of(long pid) throws IOException {
    Map<String, Use> uses = new HashMap<>();
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc/" + pid, "task"))) {
      for (Path thread : threads) {
        try {
          uses.put(thread.getFileName().toString(), Use.read(thread));
        } catch (NoSuchFileException e) {
          // The thread has ended.
        }
      }
    }
    return new ThreadTimes(uses);
  }

  /** What was used in between, without that of threads that have ended. */
  ThreadTimes since(ThreadTimes before) {
    Map<String, Use> uses = new HashMap<>();
    threads.forEach((id, use) -> uses.put(id, use.since(before.threads.getOrDefault(id, NOTHING))));
    return new ThreadTimes(uses);
  }

  long workNanos() {
    return sum(true, Use::nanos);
  }

  long workTurns() {
    return sum(true, Use::turns);
  }

  long machineNanos() {
    return sum(false, Use::nanos);
  }

  private long sum(boolean work, ToLongFunction<Use> what) {
    return threads.values().stream().filter(use -> use.works() == work).mapToLong(what).sum();
  }
}
