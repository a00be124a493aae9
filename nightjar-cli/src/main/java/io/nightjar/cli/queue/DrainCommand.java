// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.ExitCode;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.Terminal;
import io.nightjar.queue.QueueFeature;
import io.nightjar.queue.QueueFinishedException;
import io.nightjar.queue.QueueStats;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar queue drain}: takes everything. */
@Command(
    name = "drain",
    header = "Take everything that is ready in a queue, and print it or throw it away.",
    description =
        "%nWith --finish nobody can put any more, and it goes on until what is delayed and what"
            + " others work on is gone too. What cannot be printed is back in the queue.",
    footer = {
      "  nightjar queue drain file:/tmp/jobs.queue > left.txt",
      "  nightjar queue drain file:/tmp/jobs.queue --discard",
      "  nightjar queue drain file:/tmp/jobs.queue --dead --json",
      "  nightjar queue drain file:/tmp/jobs.queue --finish --timeout 1m"
    })
public final class DrainCommand extends OnQueueCommand {
  private static final int BATCH = 256;

  @Option(names = "--discard", description = "Print nothing: what is taken is gone.")
  private boolean discard;

  @Option(names = "--dead", description = "Take the dead letters; --json tells why they failed.")
  private boolean dead;

  @Option(names = "--finish", description = "Finish the queue first, and wait for its end.")
  private boolean finish;

  @Mixin private Printing printing = new Printing();

  /** Makes it, with these streams. */
  public DrainCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  boolean makes() {
    return false;
  }

  @Override
  protected void check() {
    super.check();
    printing.check();
    if (dead && finish) {
      throw CommandException.usage("--finish ends the queue, not its dead letters: drop --dead");
    }
  }

  @Override
  int use(WorkQueue<byte[]> queue, Session session) throws IOException, InterruptedException {
    if (finish) {
      require(queue, QueueFeature.FINISH, "--finish");
      queue.finish();
    }
    WorkQueue<byte[]> from = dead ? queue.deadLetters() : queue;
    Taken taken = new Taken(from);
    long late = 0;
    try (LiveLine line = new LiveLine(terminal(), !isQuiet(), taken::progress)) {
      line.start();
      for (List<Task<byte[]>> batch = next(from); !batch.isEmpty(); batch = next(from)) {
        List<Task<byte[]>> some = empty(from, batch, line);
        taken.add(batch.size() - some.size());
        late += some.size();
      }
    }
    if (late > 0) {
      terminal()
          .complain(
              late
                  + " settled too late: their lease had ended or the connection was lost, and they are"
                  + " back in the queue or at another taker"
                  + (queue.has(QueueFeature.LEASE)
                      ? "; give the queue a longer lease than " + queue.settings().lease()
                      : ""));
    }
    if (!isQuiet()) {
      terminal().err().println("took " + taken.count() + left(queue));
    }
    return ExitCode.OK;
  }

  /** Those that are there; with {@code --finish} those that come. Empty: that was all. */
  private List<Task<byte[]>> next(WorkQueue<byte[]> from) throws InterruptedException {
    if (!finish) {
      return from.takeTasks(BATCH, Duration.ZERO);
    }
    List<Task<byte[]>> batch = new ArrayList<>();
    try {
      batch.add(from.takeTask());
    } catch (QueueFinishedException e) {
      // Nothing will come any more.
    }
    return batch;
  }

  /** Gives those whose lease had ended. */
  private List<Task<byte[]>> empty(WorkQueue<byte[]> from, List<Task<byte[]>> batch, LiveLine line)
      throws IOException {
    try {
      if (!discard) {
        printing.print(batch, line);
      }
      return from.doneAll(batch);
    } finally {
      batch.forEach(Task::close); // what is not done goes back
    }
  }

  private String left(WorkQueue<byte[]> queue) {
    if (dead) {
      return "";
    }
    QueueStats stats = queue.stats();
    return (stats.delayed() > 0 ? ", left " + stats.delayed() + " delayed" : "")
        + (stats.inProgress() > 0 ? ", left " + stats.inProgress() + " in progress" : "");
  }
}
