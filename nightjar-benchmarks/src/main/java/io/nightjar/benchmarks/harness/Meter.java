// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.harness;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Samples counters, CPU time and allocation before and after a window, and prints the line the
 * harness expects.
 */
final class Meter {
  private static final long PATIENCE_NANOS = 20_000_000_000L;
  private static final int MAX_SAMPLES = 4_000_000;

  private final Settings settings;
  private final List<Counter> counters = new CopyOnWriteArrayList<>();
  private long[] samples = {};
  private int sampleCount;
  private volatile boolean sampling;
  private volatile String extra = "";

  Meter(Settings settings) {
    this.settings = settings;
  }

  Counter counter() {
    Counter counter = new Counter();
    counters.add(counter);
    return counter;
  }

  long total() {
    long sum = 0;
    for (Counter counter : counters) {
      sum += counter.value();
    }
    return sum;
  }

  /** Adds members to the line, such as {@code ,"n":8}. */
  void extra(String members) {
    extra = members;
  }

  /** Notes the time of one round trip, or of one way; one thread only. */
  void roundTrip(long nanos) {
    if (sampling && sampleCount < samples.length) {
      samples[sampleCount++] = nanos;
    }
  }

  /**
   * Waits for the first message, waits out the warm-up, measures, prints the line, and ends the
   * process.
   */
  void run(boolean roundTrips) throws InterruptedException {
    if (roundTrips) {
      samples = new long[MAX_SAMPLES];
      Arrays.fill(samples, 1);
    }
    // The other side may be slow to start, and nothing is warm before it has.
    long patience = System.nanoTime() + PATIENCE_NANOS;
    while (total() == 0 && System.nanoTime() - patience < 0) {
      Cost.pause(0.001);
    }
    Cost.pause(settings.seconds("warm", 3));
    long peer = settings.number("peerpid", -1);
    double cpuBefore = cpuSeconds(0) + cpuSeconds(peer);
    long[] gcBefore = collections();
    long allocatedBefore = allocated();
    long countBefore = total();
    long start = System.nanoTime();
    sampling = true;
    Cost.pause(settings.seconds("secs", 1.5));
    while (total() == countBefore && !settings.isSilent() && System.nanoTime() - patience < 0) {
      Cost.pause(0.001);
    }
    long count = total() - countBefore;
    double elapsed = (System.nanoTime() - start) / 1e9;
    sampling = false;
    long allocated = allocated() - allocatedBefore;
    long[] gc = collections();
    double cpu = cpuSeconds(0) + cpuSeconds(peer) - cpuBefore;
    int size = settings.number("size", 16);
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "{\"pattern\":\"%s\",\"transport\":\"%s\",\"size\":%d,\"elapsed_s\":%.4f,\"count\":%d,"
                + "\"rate\":%.1f,\"mb_s\":%.2f,\"cpu_s\":%.3f,\"per_cpu_s\":%.1f,\"rss_kb\":%d,"
                + "\"peer_rss_kb\":%d,\"alloc_b_per_msg\":%.2f,\"gcs\":%d,\"gc_ms\":%d",
            settings.pattern(),
            settings.text("transport", ""),
            size,
            elapsed,
            count,
            count / elapsed,
            count / elapsed * settings.bytesPerMessage() / 1e6,
            cpu,
            cpu > 0 ? count / cpu : 0,
            residentKib(0),
            residentKib(peer),
            count > 0 ? (double) allocated / count : 0,
            gc[0] - gcBefore[0],
            gc[1] - gcBefore[1]));
    if (roundTrips) {
      Cost.pause(0.005);
      line.append(percentiles());
    }
    System.out.println(line + extra + "}");
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private String percentiles() {
    int count = sampleCount;
    if (count == 0) {
      return "";
    }
    Arrays.sort(samples, 0, count);
    return String.format(
        Locale.ROOT,
        ",\"samples\":%d,\"min_us\":%.2f,\"p50_us\":%.2f,\"p90_us\":%.2f,\"p99_us\":%.2f,"
            + "\"p999_us\":%.2f",
        count,
        samples[0] / 1e3,
        samples[count / 2] / 1e3,
        samples[(int) (count * 0.9)] / 1e3,
        samples[(int) (count * 0.99)] / 1e3,
        samples[(int) (count * 0.999)] / 1e3);
  }

  /** Resident memory of a process; 0 is this one. */
  static long residentKib(long pid) {
    try {
      return pid < 0 ? 0 : Cost.residentBytes(known(pid)) / 1024;
    } catch (IOException e) {
      return 0; // The process is gone.
    }
  }

  private static double cpuSeconds(long pid) {
    try {
      return pid < 0 ? 0 : Cost.cpuSeconds(known(pid));
    } catch (IOException e) {
      return 0; // The process is gone.
    }
  }

  private static long known(long pid) {
    return pid == 0 ? ProcessHandle.current().pid() : pid;
  }

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long own = Thread.currentThread().getId();
    long[] ids = threads.getAllThreadIds();
    long[] bytes = threads.getThreadAllocatedBytes(ids);
    long sum = 0;
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] != own && bytes[i] > 0) {
        sum += bytes[i];
      }
    }
    return sum;
  }

  private static long[] collections() {
    long count = 0;
    long millis = 0;
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      count += Math.max(0, bean.getCollectionCount());
      millis += Math.max(0, bean.getCollectionTime());
    }
    return new long[] {count, millis};
  }

  /** Heap in use after a full collection. */
  static long heapKib() {
    return Cost.usedHeap() / 1024;
  }
}
