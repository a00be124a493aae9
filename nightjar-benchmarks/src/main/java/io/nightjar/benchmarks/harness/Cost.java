// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.harness;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process has used, as Linux tells it. */
public final class Cost {
  private static final double TICKS_PER_SECOND = 100.0;

  private Cost() {}

  /** Heap in use after a full collection, in bytes. */
  public static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Resident memory of a process. */
  public static long residentBytes(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException("no VmRSS for process " + pid);
  }

  /** The CPU time that a process has used. */
  public static double cpuSeconds(long pid) throws IOException {
    String text = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** Sleeps. */
  public static void pause(double seconds) throws InterruptedException {
    Thread.sleep((long) (seconds * 1000));
  }
}
