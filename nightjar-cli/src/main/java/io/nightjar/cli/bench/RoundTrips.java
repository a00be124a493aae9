// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import io.nightjar.Context;
import io.nightjar.Options;
import io.nightjar.ReqSocket;
import io.nightjar.SocketType;
import io.nightjar.TimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/** Measures how long a request of a REQ and the reply of a REP take, there and back. */
final class RoundTrips {
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int DIGITS = 3;

  private final AtomicLong done = new AtomicLong();
  private final BenchSettings settings;

  RoundTrips(BenchSettings settings) {
    this.settings = settings;
  }

  /**
   * What was measured.
   *
   * @param nanos the time of every round trip
   * @param ownCpu processor time of the asking process (inproc: of both sides)
   * @param otherCpu processor time of the answering process
   */
  record Result(Histogram nanos, Duration ownCpu, Duration otherCpu) {
    long count() {
      return nanos.getTotalCount();
    }

    long percentile(double percent) {
      return nanos.getValueAtPercentile(percent);
    }

    double ownCpuNanos() {
      return (double) ownCpu.toNanos() / count();
    }

    double otherCpuNanos() {
      return (double) otherCpu.toNanos() / count();
    }
  }

  Result measure(Context context, Progress progress) throws IOException, InterruptedException {
    try (BenchAddress address = BenchAddress.of(settings.transport());
        ReqSocket req = context.socket(SocketType.REQ)) {
      req.set(Options.RCVTIMEO, Throughput.PATIENCE);
      req.set(Options.SNDTIMEO, Throughput.PATIENCE);
      String bound = req.bind(address.bindTo()).address();
      Api.Step step = settings.api().asking(req, settings.size());
      try (OtherSide other = OtherSide.start(Role.REP, settings, context, bound)) {
        return progress.during("round trips", done::get, () -> measure(step, other));
      }
    }
  }

  private Result measure(Api.Step step, OtherSide other) throws InterruptedException {
    askOnce(step, other);
    askFor(step, settings.warmUp());
    Duration own = OtherSide.ownCpuTime();
    Duration others = other.cpuTime();
    Histogram nanos = askFor(step, settings.time());
    Duration ownUsed = OtherSide.ownCpuTime().minus(own);
    return new Result(nanos, ownUsed, other.cpuTime().minus(others));
  }

  private static void askOnce(Api.Step step, OtherSide other) throws InterruptedException {
    try {
      step.run();
    } catch (TimeoutException e) {
      throw other.silence();
    }
  }

  private Histogram askFor(Api.Step step, Duration time) throws InterruptedException {
    Histogram histogram = new Histogram(1, LONGEST_NANOS, DIGITS);
    long before = done.get();
    long begin = System.nanoTime();
    long end = begin + time.toNanos();
    for (long count = 1; begin - end < 0; count++) {
      step.run();
      long now = System.nanoTime();
      histogram.recordValue(Math.min(now - begin, LONGEST_NANOS));
      done.lazySet(before + count);
      begin = now;
    }
    return histogram;
  }
}
