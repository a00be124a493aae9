// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.SessionCommand;
import io.nightjar.cli.runtime.Terminal;
import io.nightjar.queue.Codec;
import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueFeature;
import io.nightjar.queue.WorkQueue;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
      names = "--password-env",
      order = 80,
      paramLabel = "NAME",
      description =
          "The environment variable that holds the password, since a command line can be read by"
              + " others: redis://user@host:port/name --password-env REDIS_PASSWORD.")
  private @Nullable String passwordVariable;

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

  /** Reads what is given beside the queue: what is wrong with it is told before that is opened. */
  void prepare() {}

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

  final QueueAddress parsed() {
    QueueAddress given = valid(() -> QueueAddress.of(address));
    if (passwordVariable == null) {
      return given;
    }
    String password = System.getenv(passwordVariable);
    if (password == null || password.isEmpty()) {
      throw CommandException.usage(
          "--password-env "
              + passwordVariable
              + (password == null ? ": there is no such variable" : ": it is empty"));
    }
    return valid(() -> given.withPassword(password));
  }

  /** Refuses what the kind of queue cannot do before anything is done. */
  static void require(WorkQueue<byte[]> queue, QueueFeature feature, String option) {
    if (!queue.has(feature)) {
      throw CommandException.usage(
          option + ": " + queue.address() + " knows no " + feature.name().toLowerCase(Locale.ROOT));
    }
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
    prepare();
    try (WorkQueue<byte[]> queue = open()) {
      session.onEnd(queue::close);
      return use(queue, session);
    }
  }

  private WorkQueue<byte[]> open() {
    return valid(
        () -> {
          WorkQueue.Builder<byte[]> builder = WorkQueue.builder(parsed(), Codec.bytes());
          if (!makes()) {
            builder.existing(); // a look must not make one where the name has a slip of the pen
          }
          settings(builder);
          return builder.open();
        });
  }
}
