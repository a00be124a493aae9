// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

import io.nightjar.benchmarks.harness.Cost;
import java.io.IOException;

/**
 * One or several REQ and a REP under a wait policy and a load: {@code load=idle}, a number of
 * requests a second, or {@code max}.
 */
final class Waiting implements Experiment {
  @Override
  public FarSide far(Point point) {
    return new EchoingSide(point);
  }

  @Override
  public void measure(Point point, Results results) throws IOException, InterruptedException {
    Far far = Far.start(point);
    RoundTrips trips = new RoundTrips(point, far.ask("address"));
    String load = point.text("load", "max");
    trips.paced(0, point.warm());
    work(trips, load, point.warm() / 3);

    double before = cpuSeconds(far);
    long start = System.nanoTime();
    work(trips, load, point.seconds());
    double elapsed = (System.nanoTime() - start) / 1e9;
    results.put("cpu_percent", (cpuSeconds(far) - before) / elapsed * 100);
    Samples samples = trips.samples();
    if (!load.equals("idle")) {
      results.put("per_s", samples.count() / elapsed);
      results.put("p50_us", samples.percentile(0.5));
      results.put("p99_us", samples.percentile(0.99));
    }
  }

  private static void work(RoundTrips trips, String load, double seconds)
      throws InterruptedException {
    if (load.equals("idle")) {
      Cost.pause(seconds);
    } else {
      trips.paced(load.equals("max") ? 0 : Integer.parseInt(load), seconds);
    }
  }

  private static double cpuSeconds(Far far) throws IOException {
    return Cost.cpuSeconds(ProcessHandle.current().pid()) + Cost.cpuSeconds(far.pid());
  }
}
