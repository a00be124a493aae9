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
        "no more than " + descriptors + " open file descriptors",
        () -> openDescriptors() <= descriptors,
        () -> openDescriptors() + " are open: " + describeDescriptors());
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

  /** How many file descriptors this process has open. */
  public static long openDescriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }

  private static String describeDescriptors() {
    Map<String, Integer> kinds = new TreeMap<>();
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      for (Path link : all.toList()) {
        if (Files.isSymbolicLink(link)) {
          String target = Files.readSymbolicLink(link).toString();
          kinds.merge(target.replaceAll("[0-9]+", "#"), 1, Integer::sum);
        }
      }
    } catch (IOException e) {
      return e.toString();
    }
    return kinds.toString();
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
