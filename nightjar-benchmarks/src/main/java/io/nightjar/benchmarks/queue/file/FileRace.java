// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.queue.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Gives queues in files the same work, in processes of their own, and prints a table.
 *
 * <p>{@code storage}: SQLite beside a mapped log, bare. {@code queue}: Nightjar's queue beside a
 * table in SQLite that consumers poll. {@code wake}: from a put to the take in another process.
 */
public final class FileRace {
  private FileRace() {}

  /**
   * One of {@code storage}, {@code queue} and {@code wake}, and a folder if not the temporary one.
   */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args.length > 1 ? args[1] : System.getProperty("java.io.tmpdir"));
    switch (args.length == 0 ? "" : args[0]) {
      case "storage" -> {
        for (String fsync : List.of("none", "interval", "always")) {
          for (int batch : new int[] {1, 100}) {
            for (String peer : List.of("sqlite", "log")) {
              rates(folder, peer, fsync, batch);
            }
          }
        }
      }
      case "queue" -> {
        for (String fsync : List.of("none", "interval", "always")) {
          for (int batch : new int[] {1, 100}) {
            rates(folder, "nightjar", fsync, batch);
          }
        }
        rates(folder, "tasks", "none", 1);
        rates(folder, "tasks", "none", 100);
        rates(folder, "polling", "none", 1);
        rates(folder, "polling", "always", 1);
      }
      case "wake" -> {
        wake(folder, "nightjar");
        wake(folder, "polling");
      }
      default -> throw new IllegalArgumentException("storage, queue or wake");
    }
  }

  private static void rates(Path parent, String peer, String fsync, int batch) throws IOException {
    int count =
        peer.equals("log")
            ? 1_000_000
            : batch > 1 ? 200_000 : fsync.equals("always") ? 5_000 : 40_000;
    Path folder = Files.createTempDirectory(parent, "race");
    try {
      String path = folder.resolve("file").toString();
      double put = rate(count, run("put", peer, path, fsync, batch, count));
      double take = rate(count, run("take", peer, path, fsync, batch, count));
      double both =
          rate(
              count,
              run("put", peer, path, fsync, batch, count),
              run("take", peer, path, fsync, batch, count));
      System.out.printf(
          Locale.ROOT,
          "%-9s fsync %-9s batch %3d: put alone %,10.0f/s, take alone %,10.0f/s, two processes"
              + " %,10.0f/s%n",
          peer,
          fsync,
          batch,
          put,
          take,
          both);
    } finally {
      delete(folder);
    }
  }

  private static void wake(Path parent, String peer) throws IOException {
    Path folder = Files.createTempDirectory(parent, "race");
    try {
      String path = folder.resolve("file").toString();
      Process echo = run("echo", peer, path, "none", 1, 2000);
      Process ping = run("ping", peer, path, "none", 1, 2000);
      System.out.printf("%-9s %s%n", peer, output(ping));
      echo.destroyForcibly();
    } finally {
      delete(folder);
    }
  }

  private static Process run(
      String role, String peer, String path, String fsync, int batch, int count)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            FileRacer.class.getName(),
            role,
            peer,
            path,
            fsync,
            Integer.toString(batch),
            Integer.toString(count))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** From the first start to the last end; each process prints both. */
  private static double rate(int count, Process... processes) throws IOException {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    List<String> outputs = new ArrayList<>();
    for (Process process : processes) {
      outputs.add(output(process));
    }
    for (String output : outputs) {
      String[] times = output.split(" ", -1);
      first = Math.min(first, Long.parseLong(times[0]));
      last = Math.max(last, Long.parseLong(times[1]));
    }
    return count * 1e9 / (last - first);
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
