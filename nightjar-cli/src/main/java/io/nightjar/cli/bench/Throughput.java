// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import io.nightjar.Context;
import io.nightjar.Options;
import io.nightjar.PullSocket;
import io.nightjar.SocketType;
import io.nightjar.TimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Measures how many messages a second go from a PUSH to a PULL. */
final class Throughput {
  /** How long a silent other side is waited for. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int BATCH = 64;

  private final AtomicLong received = new AtomicLong();
  private final BenchSettings settings;

  Throughput(BenchSettings settings) {
    this.settings = settings;
  }

  /**
   * What was measured.
   *
   * @param messages how many arrived
   * @param nanos in which time
   * @param size the bytes of each
   * @param receiverCpu processor time of the receiving process (inproc: of both sides)
   * @param senderCpu processor time of the sending process
   */
  record Result(long messages, long nanos, int size, Duration receiverCpu, Duration senderCpu) {
    double perSecond() {
      return messages * 1e9 / nanos;
    }

    double megabytesPerSecond() {
      return perSecond() * size / 1e6;
    }

    double receiverCpuNanos() {
      return (double) receiverCpu.toNanos() / messages;
    }

    double senderCpuNanos() {
      return (double) senderCpu.toNanos() / messages;
    }
  }

  Result measure(Context context, Progress progress) throws IOException, InterruptedException {
    try (BenchAddress address = BenchAddress.of(settings.transport());
        PullSocket pull = context.socket(SocketType.PULL)) {
      pull.set(Options.RCVTIMEO, PATIENCE);
      String bound = pull.bind(address.bindTo()).address();
      Api.Step step = settings.api().receiving(pull, settings.size());
      try (OtherSide sender = OtherSide.start(Role.PUSH, settings, context, bound)) {
        return progress.during("throughput", received::get, () -> measure(step, sender));
      }
    }
  }

  private Result measure(Api.Step step, OtherSide sender) throws InterruptedException {
    receiveOne(step, sender); // so that the other side's start does not shorten the warm-up
    receiveFor(step, settings.warmUp());
    Duration own = OtherSide.ownCpuTime();
    Duration other = sender.cpuTime();
    long start = System.nanoTime();
    long messages = receiveFor(step, settings.time());
    long nanos = System.nanoTime() - start;
    Duration ownUsed = OtherSide.ownCpuTime().minus(own);
    Duration otherUsed = sender.cpuTime().minus(other);
    return new Result(messages, nanos, settings.size(), ownUsed, otherUsed);
  }

  private static void receiveOne(Api.Step step, OtherSide sender) throws InterruptedException {
    try {
      step.run();
    } catch (TimeoutException e) {
      throw sender.silence();
    }
  }

  private long receiveFor(Api.Step step, Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    long count = 0;
    long before = received.get();
    do {
      for (int i = 0; i < BATCH; i++) {
        step.run();
      }
      count += BATCH;
      received.lazySet(before + count);
    } while (System.nanoTime() - end < 0);
    return count;
  }
}
