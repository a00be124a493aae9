// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli;

import io.nightjar.InvalidEndpointException;
import io.nightjar.InvalidOptionException;
import io.nightjar.NightjarException;
import io.nightjar.PathTooLongException;
import io.nightjar.TimeoutException;
import io.nightjar.UnknownTransportException;
import io.nightjar.cli.queue.QueueCommand;
import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.ExitCode;
import io.nightjar.cli.runtime.Terminal;
import io.nightjar.queue.QueueException;
import io.nightjar.queue.QueueSettingsException;
import io.nightjar.queue.UnsupportedQueueException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Finds the command that a command line names, runs it, and turns every way it can fail into one
 * line on standard error and an exit code.
 *
 * <p>Only the model of the named command is built: the others would cost a noticeable part of the
 * start-up time.
 */
final class CommandRunner implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final Terminal terminal;

  CommandRunner(Terminal terminal) {
    this.terminal = terminal;
  }

  int run(String... args) {
    Object command = args.length == 0 ? null : Commands.named(args[0], terminal);
    if (command != null) {
      return command instanceof QueueCommand ? queue(args) : execute(command, 1, args);
    } else if (args.length == 0) {
      // A command line without a command is wrong, but what would be right is shown.
      root().execute("--help");
      return ExitCode.USAGE;
    } else if (args[0].equals("help")) {
      return help(Arrays.copyOfRange(args, 1, args.length));
    }
    return root().execute(args);
  }

  /** Runs a command, whose name is the first words. */
  private int execute(Object command, int words, String... args) {
    String name = String.join(" ", Arrays.copyOf(args, words));
    String[] rest = Arrays.copyOfRange(args, words, args.length);
    return line(command).setCommandName("nightjar " + name).execute(rest);
  }

  /** Runs one of the commands of {@code queue}; without one, as above. */
  private int queue(String... args) {
    Object command = args.length == 1 ? null : QueueCommand.named(args[1], terminal);
    if (command != null) {
      return execute(command, 2, args);
    }
    CommandLine all = line(new QueueCommand()).setCommandName("nightjar queue");
    for (String name : QueueCommand.NAMES) {
      all.addSubcommand(name, Objects.requireNonNull(QueueCommand.named(name, terminal)));
    }
    if (args.length == 1) {
      all.execute("--help");
      return ExitCode.USAGE;
    }
    return all.execute(Arrays.copyOfRange(args, 1, args.length));
  }

  /** Explains a command, or all; {@code help help} and {@code help --help} explain all too. */
  private int help(String... what) {
    List<String> names = Arrays.stream(what).filter(CommandRunner::isNoHelp).toList();
    if (names.isEmpty()) {
      return root().execute("--help");
    } else if (names.size() == 2 && names.get(0).equals("queue")) {
      return run("queue", names.get(1), "--help");
    } else if (names.size() > 1) {
      terminal.complain("help explains one command, not " + names + " (see nightjar --help)");
      return ExitCode.USAGE;
    }
    String name = names.get(0);
    // What is no command is refused in the words for any wrong command line.
    return Commands.named(name, terminal) == null ? run(name) : run(name, "--help");
  }

  private static boolean isNoHelp(String arg) {
    return !List.of("help", "--help", "-h").contains(arg);
  }

  private CommandLine root() {
    CommandLine root = line(new RootCommand());
    for (String name : Commands.NAMES) {
      Object command = Commands.named(name, terminal);
      if (command != null) {
        root.addSubcommand(name, command);
      }
    }
    return root;
  }

  private CommandLine line(Object command) {
    return new CommandLine(command)
        .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.isColoured() ? Ansi.ON : Ansi.OFF))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(this) // not lambdas, which cost time at the start
        .setExecutionExceptionHandler(this);
  }

  /** Refuses a command line. */
  @Override
  public int handleParseException(ParameterException e, String[] args) {
    String text = String.valueOf(e.getMessage());
    if (e instanceof UnmatchedArgumentException unmatched) {
      text = isCommand(unmatched) ? Unknown.command(unmatched) : text + suggestion(unmatched);
    } else if (e.getArgSpec() != null) {
      text = BadValue.inWords(text);
    }
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    terminal.complain(text + " (see " + name + " --help)");
    return ExitCode.USAGE;
  }

  private static boolean isCommand(UnmatchedArgumentException e) {
    return !e.isUnknownOption() && !e.getCommandLine().getSubcommands().isEmpty();
  }

  private static String suggestion(UnmatchedArgumentException e) {
    List<String> suggestions = e.getSuggestions();
    return suggestions.isEmpty() ? "" : "; did you mean " + String.join(" or ", suggestions) + "?";
  }

  /** Tells of a failure. */
  @Override
  public int handleExecutionException(Exception e, CommandLine line, @Nullable ParseResult result) {
    terminal.complain(text(e));
    return exitCode(e);
  }

  private static String text(Exception e) {
    @Nullable String message = e.getMessage();
    boolean expected =
        e instanceof NightjarException
            || e instanceof QueueException
            || e instanceof CommandException
            || e instanceof IOException;
    if (expected && message != null) {
      return message;
    } else if (e instanceof InterruptedException) {
      return "interrupted";
    }
    return "internal error: " + e + whence(e);
  }

  private static String whence(Exception e) {
    StackTraceElement[] trace = e.getStackTrace();
    return trace.length == 0 ? "" : " at " + trace[0];
  }

  private static int exitCode(Exception e) {
    if (e instanceof CommandException known) {
      return known.exitCode();
    } else if (e instanceof InterruptedException) {
      return ExitCode.INTERRUPTED;
    } else if (e instanceof TimeoutException) {
      return ExitCode.TIMEOUT;
    } else if (e instanceof InvalidEndpointException
        || e instanceof InvalidOptionException
        || e instanceof PathTooLongException
        || e instanceof UnknownTransportException
        || e instanceof QueueSettingsException
        || e instanceof UnsupportedQueueException) {
      return ExitCode.USAGE;
    }
    return ExitCode.FAILURE;
  }
}
