// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.Durations;
import io.nightjar.cli.runtime.ExitCode;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.Signals;
import io.nightjar.cli.runtime.Terminal;
import io.nightjar.queue.QueueStats;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.Workers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar queue work}: runs a command for each task. */
@Command(
    name = "work",
    header = "Run a shell command for each task of a queue.",
    description = {
      "%nThe value is on the standard input of the command, and NIGHTJAR_TASK_ID,"
          + " NIGHTJAR_TASK_ATTEMPT and NIGHTJAR_QUEUE are in its environment. With exit code 0 the"
          + " task is done. With any other it failed, for the reason of that code and the last line"
          + " of its standard error: it is tried again, and becomes a dead letter in the end. Its"
          + " lease is extended while the command runs.",
      "Ends when the queue is finished and empty. Ctrl-C takes no more tasks and waits for those"
          + " that run; a second one ends their commands and gives the tasks back."
    },
    footer = {
      "  nightjar queue work file:/tmp/jobs.queue --exec 'wc -c'",
      "  nightjar queue work file:/tmp/jobs.queue --exec ./resize.sh --threads 4",
      "  nightjar queue work file:/tmp/jobs.queue --exec ./post.sh --task-timeout 30s"
    })
public final class WorkCommand extends OnQueueCommand {
  private static final long LOOK_MILLIS = 50;

  @Option(
      names = "--exec",
      required = true,
      paramLabel = "COMMAND",
      description = "The shell command.")
  private String command = "";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many tasks are worked on at a time; ${DEFAULT-VALUE} if not given.",
      defaultValue = "1")
  private int threads;

  @Option(
      names = "--task-timeout",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "A command that takes longer is ended, and its task failed: 500ms, 5s, 2m.")
  private @Nullable Duration taskTimeout;

  @Mixin private Making making = new Making();

  private final CountDownLatch leave = new CountDownLatch(1);

  /** Makes it, with these streams. */
  public WorkCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected void check() {
    super.check();
    if (command.isBlank()) { // it would end with 0, and every task be done
      throw CommandException.usage("--exec is empty: give the command that does a task");
    }
    if (threads < 1) {
      throw CommandException.usage("--threads " + threads + ": use 1 or more");
    }
  }

  @Override
  void settings(WorkQueue.Builder<byte[]> builder) {
    making.apply(builder);
  }

  @Override
  int use(WorkQueue<byte[]> queue, Session session) throws InterruptedException {
    try (Scene scene = new Scene(queue)) {
      session.onEnd(scene.crew::abort);
      scene.line.start();
      return work(queue, scene.crew);
    }
  }

  private int work(WorkQueue<byte[]> queue, Crew crew) throws InterruptedException {
    Workers workers = queue.work(threads, crew::work);
    try {
      boolean left = false;
      while (!left && !workers.await(Duration.ZERO)) {
        left = leave.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
      if (left) {
        workers.close();
        return ExitCode.INTERRUPTED;
      }
    } catch (InterruptedException e) {
      crew.abort();
      throw e;
    }
    if (!queue.isFinished()) {
      throw CommandException.failure(
          "all workers of "
              + queue.address()
              + " ended, and nobody finished it: it may have been deleted; start them again");
    }
    return ExitCode.OK;
  }

  /** What is seen and heard during the work. */
  private final class Scene implements AutoCloseable {
    private final WorkQueue<byte[]> queue;
    private final Crew crew;
    private final LiveLine line;
    private final WorkerLog log = WorkerLog.open(terminal());
    private final AtomicInteger count = new AtomicInteger();
    private final Pace pace = new Pace();
    private final Signals signals;

    Scene(WorkQueue<byte[]> queue) {
      this.queue = queue;
      this.line = new LiveLine(terminal(), !isQuiet(), this::progress);
      this.crew = new Crew(queue, command, taskTimeout, terminal(), line::print);
      this.signals = Signals.hear(this::hear);
    }

    private void hear() {
      if (count.getAndIncrement() == 0) {
        crew.leave();
        leave.countDown();
        if (!isQuiet()) {
          terminal()
              .complain("ending when " + crew.running() + " running are done; again: at once");
        }
      } else {
        crew.abort();
      }
    }

    private String progress() {
      QueueStats now = queue.stats();
      return pace.of(crew.done() + crew.failed())
          + "  done "
          + crew.done()
          + "  failed "
          + crew.failed()
          + "  ready "
          + now.ready()
          + (now.inProgress() < 0 ? "" : "  in progress " + now.inProgress());
    }

    @Override
    public void close() {
      signals.close();
      crew.close();
      line.close();
      log.close();
      if (!isQuiet()) {
        terminal().err().println("done " + crew.done() + ", failed " + crew.failed());
      }
    }
  }
}
