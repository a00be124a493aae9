// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.SessionCommand;
import io.nightjar.cli.runtime.Terminal;
import io.nightjar.queue.Codec;
import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.WorkQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command on one queue: opens it, and closes it however the command ends. */
abstract class OnQueueCommand extends SessionCommand {
  @Parameters(
      index = "0",
      paramLabel = "ADDRESS",
      description =
          "Where the queue is: file:/path, redis://host:port/name,"
              + " amqp://user:pass@host:port/name, or tcp://host:port/name and ipc:///path?name"
              + " where a program serves one.")
  private String address = "";

  @Option(
      names = {"-q", "--quiet"},
      order = 91,
      description = "Show no progress and tell no sums.")
  private boolean quiet;

  OnQueueCommand(Terminal terminal) {
    super(terminal);
  }

  /** Whether a queue that is gone with this process is of any use. */
  boolean mayBeInMemory() {
    return false;
  }

  /** Whether the command makes a queue that is not there. */
  boolean makes() {
    return true;
  }

  /** Sets what the queue is made with. */
  void settings(WorkQueue.Builder<byte[]> builder) {}

  /** Does the work and returns the exit code. */
  abstract int use(WorkQueue<byte[]> queue, Session session) throws Exception;

  final boolean isQuiet() {
    return quiet;
  }

  @Override
  protected void check() {
    if (parsed().scheme().equals("memory") && !mayBeInMemory()) {
      throw CommandException.usage(
          parsed()
              + " is in the memory of one process, and this one ends: use a queue that stays, as"
              + " file:/tmp/jobs.queue");
    }
  }

  private QueueAddress parsed() {
    return valid(() -> QueueAddress.of(address));
  }

  /** What is made of arguments; those that cannot be are a wrong command line. */
  static <R> R valid(Supplier<R> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(String.valueOf(e.getMessage()));
    }
  }

  @Override
  protected final int run(Session session) throws Exception {
    if (!makes()) {
      requireFile();
    }
    try (WorkQueue<byte[]> queue = open()) {
      session.onEnd(queue::close);
      return use(queue, session);
    }
  }

  private WorkQueue<byte[]> open() {
    return valid(
        () -> {
          WorkQueue.Builder<byte[]> builder = WorkQueue.builder(address, Codec.bytes());
          settings(builder);
          return builder.open();
        });
  }

  /** A look at a queue must not make one where the name has a slip of the pen. */
  private void requireFile() {
    QueueAddress queue = parsed();
    if (queue.scheme().equals("file")) {
      String path = queue.rest().startsWith("///") ? queue.rest().substring(2) : queue.rest();
      if (!path.isEmpty() && path.indexOf('\0') < 0 && Files.notExists(Path.of(path))) {
        throw CommandException.failure(
            queue + " does not exist: look at the path, or put something to make it");
      }
    }
  }
}
