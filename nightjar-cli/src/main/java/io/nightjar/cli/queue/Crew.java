// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.cli.runtime.Terminal;
import io.nightjar.queue.LeaseExpiredException;
import io.nightjar.queue.QueueClosedException;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Runs a command for each task: what the worker threads do, and what came of it. */
final class Crew implements AutoCloseable {
  private final WorkQueue<byte[]> queue;
  private final String command;
  private final @Nullable Duration limit;
  private final Terminal terminal;
  private final CommandRun.Sink out;
  private final LeaseKeeper leases;
  private final Set<CommandRun> running = ConcurrentHashMap.newKeySet();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private volatile boolean leaving;
  private volatile boolean aborted;

  Crew(
      WorkQueue<byte[]> queue,
      String command,
      @Nullable Duration limit,
      Terminal terminal,
      CommandRun.Sink out) {
    this.queue = queue;
    this.command = command;
    this.limit = limit;
    this.terminal = terminal;
    this.out = out;
    this.leases = new LeaseKeeper(queue.settings().lease());
  }

  long done() {
    return done.get();
  }

  long failed() {
    return failed.get();
  }

  long running() {
    return running.size();
  }

  /** Works on one task and settles it. */
  void work(Task<byte[]> task) throws InterruptedException {
    if (leaving) {
      task.requeue(); // it was taken while the workers were being stopped
      return;
    }
    CommandRun run;
    try {
      run = CommandRun.start(command, queue.address(), task, out, this::printError);
    } catch (IOException e) {
      fail(task, "cannot run the command: " + e.getMessage());
      return;
    }
    running.add(run);
    Future<?> lease = leases.keep(task, run::end);
    try {
      if (aborted) {
        run.end(); // it began while everything was ended
      }
      settle(task, run, run.await(limit));
    } catch (InterruptedException e) {
      run.end();
      task.close();
      throw e;
    } finally {
      lease.cancel(false);
      running.remove(run);
    }
  }

  private void settle(Task<byte[]> task, CommandRun run, @Nullable String reason) {
    try {
      if (run.isEnded()) {
        task.requeue();
      } else if (reason == null) {
        task.done();
        done.incrementAndGet();
      } else {
        fail(task, reason);
      }
    } catch (LeaseExpiredException e) {
      terminal.complain(e.getMessage() + "; it may be worked on twice");
    } catch (QueueClosedException e) {
      // The task went back with the queue.
    }
  }

  private void fail(Task<byte[]> task, String reason) {
    task.fail(reason);
    failed.incrementAndGet();
  }

  private void printError(byte[] lines, int length) {
    terminal.err().write(lines, 0, length);
    terminal.err().flush();
  }

  /** Begins no more commands. */
  void leave() {
    leaving = true;
  }

  /** Ends all commands; their tasks go back. */
  void abort() {
    leaving = true;
    aborted = true;
    running.forEach(CommandRun::end);
  }

  @Override
  public void close() {
    leases.close();
  }
}
