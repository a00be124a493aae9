// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Finds what a test left behind: threads and file descriptors. Take one before, and ask it after
 * everything is closed; what ends a moment later is waited for.
 */
public final class LeakCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 5;

  private final Map<Long, String> threads = threads();
  private final long descriptors = openDescriptors();

  private LeakCheck() {}

  /** Notes what there is now. */
  public static LeakCheck begin() {
    // The first use of selectors and of Unix sockets opens descriptors for good.
    RawPeer.warmUp();
    return new LeakCheck();
  }

  /** Waits until there are no more threads and descriptors than at the beginning. */
  public void expectNothingLeft() {
    await(
        "no new threads of Nightjar", () -> newThreads().isEmpty(), () -> newThreads().toString());
    await(
        "no more than " + descriptors + " open sockets, pipes and selectors",
        () -> openDescriptors() <= descriptors,
        () -> openDescriptors() + " are open: " + descriptors());
  }

  private List<String> newThreads() {
    List<String> fresh = new ArrayList<>();
    threads()
        .forEach(
            (id, name) -> {
              if (!threads.containsKey(id) && name.startsWith("nightjar")) {
                fresh.add(name);
              }
            });
    return fresh;
  }

  private static Map<Long, String> threads() {
    Map<Long, String> all = new TreeMap<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      all.put(thread.getId(), thread.getName());
    }
    return all;
  }

  /**
   * How many sockets, pipes and selectors this process has open; where the system does not list
   * them, how many file descriptors of any kind.
   */
  public static long openDescriptors() {
    Map<String, Integer> kinds = descriptors();
    if (!kinds.isEmpty()) {
      return kinds.values().stream().mapToInt(Integer::intValue).sum();
    }
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }

  /** Descriptors by kind, without files: class loaders open jars whenever they like. */
  private static Map<String, Integer> descriptors() {
    Map<String, Integer> kinds = new TreeMap<>();
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      for (Path link : all.toList()) {
        String target = target(link);
        if (!target.startsWith("/")) {
          kinds.merge(target.replaceAll("[0-9]+", "#"), 1, Integer::sum);
        }
      }
    } catch (IOException e) {
      return Map.of();
    }
    return kinds;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      // Closed since it was listed.
      return "/";
    }
  }

  private static void await(String what, BooleanSupplier condition, Supplier<String> instead) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline >= 0) {
        throw new AssertionError(
            "expected " + what + " within " + PATIENCE + ", but " + instead.get());
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for " + what, e);
      }
    }
  }
}
