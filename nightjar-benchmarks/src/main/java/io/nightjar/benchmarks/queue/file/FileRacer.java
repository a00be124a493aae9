// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.queue.file;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** One process of {@link FileRace}. */
public final class FileRacer {
  private FileRacer() {}

  /** Role, peer, path, fsync, batch, count. */
  public static void main(String[] args) throws Exception {
    String path = args[2];
    int batch = Integer.parseInt(args[4]);
    int count = Integer.parseInt(args[5]);
    try (Storage there = Storage.open(args[1], path, args[3])) {
      long start = System.nanoTime();
      switch (args[0]) {
        case "put" -> {
          for (int i = 0; i < count; i += batch) {
            there.put(batch);
          }
          System.out.println(start + " " + System.nanoTime());
        }
        case "take" -> {
          for (int taken = 0; taken < count; ) {
            taken += there.take(batch);
          }
          System.out.println(start + " " + System.nanoTime());
        }
        case "echo" -> {
          try (Storage back = Storage.open(args[1], path + ".back", args[3])) {
            while (true) {
              if (there.take(1) == 1) {
                back.put(1);
              }
            }
          }
        }
        case "ping" -> ping(there, Storage.open(args[1], path + ".back", args[3]), count);
        default -> throw new IllegalArgumentException(args[0]);
      }
    }
  }

  private static void ping(Storage there, Storage back, int count) throws Exception {
    try (back) {
      long[] nanos = new long[count];
      for (int i = -200; i < count; i++) {
        LockSupport.parkNanos(1_000_000); // so that the other side sleeps
        long start = System.nanoTime();
        there.put(1);
        while (back.take(1) == 0) {}
        if (i >= 0) {
          nanos[i] = System.nanoTime() - start;
        }
      }
      Arrays.sort(nanos);
      System.out.printf(
          "there and back: p50 %d us, p99 %d us, most %d us%n",
          nanos[count / 2] / 1000, nanos[count * 99 / 100] / 1000, nanos[count - 1] / 1000);
    }
  }
}
