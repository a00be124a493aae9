// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.Durations;
import io.nightjar.cli.runtime.ExitCode;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.Terminal;
import io.nightjar.queue.QueueFinishedException;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar queue take}: prints what it takes. */
@Command(
    name = "take",
    header = "Take values from a queue and print them, a line each.",
    description = {
      "%nTakes one, or as many as -n says, and waits for each. A task is done when its line is"
          + " written; if it cannot be written, as to a pipe that nobody reads, it is back in the"
          + " queue.",
      PutCommand.LINES
    },
    footer = {
      "  nightjar queue take file:/tmp/jobs.queue",
      "  nightjar queue take file:/tmp/jobs.queue -n 10 --wait 5s",
      "  nightjar queue take file:/tmp/jobs.queue --follow --json | head -100"
    })
public final class TakeCommand extends OnQueueCommand {
  @Option(
      names = {"-n", "--count"},
      paramLabel = "COUNT",
      description = "End after so many; 1 if not given.")
  private @Nullable Long count;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      converter = Durations.class,
      description =
          "Wait so long for each at most. Then the exit code is 3, with --follow 0: 500ms, 5s.")
  private @Nullable Duration wait;

  @Option(names = "--follow", description = "Go on until the queue is finished and empty.")
  private boolean follow;

  @Mixin private Printing printing = new Printing();
  @Mixin private Making making = new Making();

  /** Makes it, with these streams. */
  public TakeCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected void check() {
    super.check();
    printing.check();
    if (count != null && count < 1) {
      throw CommandException.usage("-n " + count + ": give 1 or more");
    }
    if (count != null && follow) {
      throw CommandException.usage("-n and --follow exclude each other");
    }
  }

  @Override
  void settings(WorkQueue.Builder<byte[]> builder) {
    making.apply(builder);
  }

  @Override
  int use(WorkQueue<byte[]> queue, Session session) throws IOException, InterruptedException {
    long wanted = follow ? Long.MAX_VALUE : count == null ? 1 : count;
    Taken taken = new Taken(queue);
    try (LiveLine line = new LiveLine(terminal(), wanted > 1 && !isQuiet(), taken::progress)) {
      line.start();
      while (taken.count() < wanted) {
        Task<byte[]> task = next(queue);
        if (task == null) {
          return end(queue, taken.count());
        }
        try (task) {
          printing.print(List.of(task), line);
          task.done();
          taken.add(1);
        }
      }
    }
    return ExitCode.OK;
  }

  /** Null if none came in time, or ever will. */
  private @Nullable Task<byte[]> next(WorkQueue<byte[]> queue) throws InterruptedException {
    try {
      return wait == null ? queue.takeTask() : queue.pollTask(wait);
    } catch (QueueFinishedException e) {
      return null;
    }
  }

  private int end(WorkQueue<byte[]> queue, long taken) {
    if (follow) {
      return ExitCode.OK;
    } else if (!queue.isFinished()) {
      throw CommandException.timeout(
          queue.address() + ": nothing more came within --wait; taken before that: " + taken);
    } else if (taken == 0) {
      throw CommandException.failure(queue.address() + " is finished: nothing will come any more");
    }
    return ExitCode.OK;
  }
}
