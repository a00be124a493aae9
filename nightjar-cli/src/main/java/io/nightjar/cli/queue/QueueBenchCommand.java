// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.cli.bench.Progress;
import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.ExitCode;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.Sizes;
import io.nightjar.cli.runtime.Terminal;
import io.nightjar.queue.QueueStats;
import io.nightjar.queue.WorkQueue;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar queue bench}: measures a queue. */
@Command(
    name = "bench",
    header = "Measure how fast a queue is on this machine: its rate, and from a put to its take.",
    description =
        "%nFirst producers put and consumers take as fast as they can, in threads of this process;"
            + " then one value at a time goes from a put to a take. The time of --warm-up before"
            + " each is not counted. The queue must be empty, and is left empty. memory: is a queue too"
            + " here.",
    footer = {
      "  nightjar queue bench memory:bench",
      "  nightjar queue bench file:/tmp/b.queue --producers 4 --consumers 4",
      "  nightjar queue bench file:/tmp/b.queue --size 1024 --values --json"
    })
public final class QueueBenchCommand extends OnQueueCommand {
  private static final int LARGEST = 1 << 30;

  @Option(
      names = "--producers",
      paramLabel = "N",
      description = "Threads that put; ${DEFAULT-VALUE} if not given.",
      defaultValue = "1")
  private int producers;

  @Option(
      names = "--consumers",
      paramLabel = "N",
      description = "Threads that take; ${DEFAULT-VALUE} if not given.",
      defaultValue = "1")
  private int consumers;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      converter = Sizes.class,
      description = "The size of a value, as 500, 64k or 1M; ${DEFAULT-VALUE} if not given.",
      defaultValue = "128")
  private int size;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long each measurement takes; ${DEFAULT-VALUE} if not given.",
      defaultValue = "5")
  private double seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Seconds before each measurement; ${DEFAULT-VALUE} if not given.",
      defaultValue = "2")
  private double warmUp;

  @Option(
      names = "--values",
      description = "Take values, which are done with that, and not tasks that are told done.")
  private boolean values;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private Making making = new Making();

  /** Makes it, with these streams. */
  public QueueBenchCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  boolean mayBeInMemory() {
    return true;
  }

  @Override
  protected void check() {
    super.check();
    if (size > LARGEST) {
      throw CommandException.usage("--size " + size + ": use 0 to " + LARGEST);
    }
    if (producers < 1 || consumers < 1) {
      throw CommandException.usage("--producers and --consumers: use 1 or more of each");
    }
    if (!(seconds > 0)) {
      throw CommandException.usage("--seconds is a time: use a number above 0");
    }
    if (!(warmUp >= 0)) {
      throw CommandException.usage("--warm-up is a time: use 0 or a number above 0");
    }
  }

  @Override
  void settings(WorkQueue.Builder<byte[]> builder) {
    making.apply(builder);
  }

  @Override
  int use(WorkQueue<byte[]> queue, Session session) throws InterruptedException {
    requireEmpty(queue);
    QueueLoad load =
        new QueueLoad(
            queue, producers, consumers, size, values, duration(warmUp), duration(seconds));
    Progress progress = new Progress(terminal(), !json && !isQuiet());
    QueueReport report = new QueueReport(load, load.measure(progress), load.trips(progress));
    terminal().println(json ? report.json() : String.join("\n", report.text()));
    return ExitCode.OK;
  }

  private static void requireEmpty(WorkQueue<byte[]> queue) {
    QueueStats stats = queue.stats();
    long there = stats.ready() + stats.delayed() + Math.max(0, stats.inProgress());
    if (there > 0) {
      throw CommandException.failure(
          queue.address()
              + " holds "
              + there
              + " tasks: a measurement would take them; use a queue of its own, or drain it first");
    }
    if (queue.isFinished()) {
      throw CommandException.failure(
          queue.address() + " is finished: a measurement puts; use a queue of its own");
    }
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }
}
