// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * What the threads of a process have used, to the nanosecond, and how often they got a core, as
 * Linux tells it: those of the library and its callers, and those that a JVM has of itself, such as
 * its compilers, its collector and the thread that ticks twenty times a second.
 */
record ThreadTimes(long workNanos, long workTurns, long machineNanos) {
  /** Beginnings of the names of what works here. */
  private static final List<String> WORKERS = List.of("nightjar", "push", "pull");

  static ThreadTimes of(long pid) throws IOException {
    long work = 0;
    long turns = 0;
    long machine = 0;
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc/" + pid, "task"))) {
      for (Path thread : threads) {
        try {
          String name = Files.readString(thread.resolve("comm"));
          // Nanoseconds on a core, nanoseconds in wait for one, turns.
          String[] used = Files.readString(thread.resolve("schedstat")).strip().split(" ", -1);
          if (WORKERS.stream().anyMatch(name::startsWith)) {
            work += Long.parseLong(used[0]);
            turns += Long.parseLong(used[2]);
          } else {
            machine += Long.parseLong(used[0]);
          }
        } catch (NoSuchFileException e) {
          // The thread has ended.
        }
      }
    }
    return new ThreadTimes(work, turns, machine);
  }

  ThreadTimes since(ThreadTimes before) {
    return new ThreadTimes(
        workNanos - before.workNanos,
        workTurns - before.workTurns,
        machineNanos - before.machineNanos);
  }
}
