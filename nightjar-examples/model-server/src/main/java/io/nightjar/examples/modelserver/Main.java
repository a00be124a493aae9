// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver;

import io.nightjar.examples.modelserver.load.Rate;
import io.nightjar.examples.modelserver.screen.Screen;
import io.nightjar.queue.QueueException;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the model server. */
@Command(
    name = "run",
    customSynopsis = "nightjar-examples/model-server/run [OPTIONS]",
    description = {
      "%nServes predictions by HTTP. Requests go through a work queue to worker processes in Java"
          + " and Python, which are started again when they die.",
      "Ctrl-C ends it.%n"
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  run --load max --for 10",
      "  run --load 100 --for 60 --think 50",
      "  run --load max --queue file:/tmp/requests.queue",
      "  run --load max --queue redis://localhost:6379/requests",
      "  run --workers 4 --port 8080",
      "  curl -d '{\"features\": [0.3, -0.2]}' http://127.0.0.1:8080/predict"
    })
public final class Main implements Callable<Integer> {
  private static final int SECONDS = 10;
  private static final int CLIENTS = 32;
  private static final int WRONG_COMMAND_LINE = 2;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--load",
      paramLabel = "RATE|max",
      description = "Asks itself so many requests a second, or as many as it can, and then ends.")
  private @Nullable String load;

  @Option(
      names = "--for",
      paramLabel = "SECONDS",
      description = "How long --load asks. (" + SECONDS + ")")
  private @Nullable Integer seconds;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "Clients of --load: the most requests at a time. (" + CLIENTS + ")")
  private @Nullable Integer clients;

  @Mixin private Settings settings = new Settings();

  @Option(
      names = "--columns",
      description = "The width of the terminal; 0: it is none.",
      hidden = true,
      defaultValue = "0")
  private int columns;

  @SuppressWarnings("UnusedVariable") // picocli looks at it
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this.")
  private boolean help;

  private Main() {}

  /** Serves. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine command = new CommandLine(new Main());
    command.setParameterExceptionHandler(Main::refused);
    command.setExecutionExceptionHandler(Main::failed);
    return command;
  }

  private static int refused(ParameterException e, String[] args) {
    e.getCommandLine().getErr().println("model-server: " + Refusal.of(e) + " (see run --help)");
    return WRONG_COMMAND_LINE;
  }

  /** What the user can mend is a line; everything else is a bug. */
  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    boolean mendable =
        e instanceof QueueException
            || e instanceof IOException
            || e instanceof IllegalArgumentException;
    if (!mendable) {
      throw e;
    }
    command.getErr().println("model-server: " + e.getMessage());
    return 1;
  }

  @Override
  public Integer call() throws Exception {
    Rate rate = check();
    try (Ending ending = new Ending()) {
      Session session = new Session(settings, new Screen(System.out, columns), ending);
      if (rate == null) {
        session.serve();
        return 0;
      }
      return session.load(rate, Duration.ofSeconds(or(seconds, SECONDS)), or(clients, CLIENTS))
          ? 0
          : 1;
    }
  }

  /** Checks the options, before anything is started, and reads the rate; null: no load. */
  private @Nullable Rate check() {
    try {
      settings.check();
      Settings.atLeast(1, "--for", or(seconds, SECONDS));
      Settings.atLeast(1, "--clients", or(clients, CLIENTS));
      if (load == null && (seconds != null || clients != null)) {
        throw new IllegalArgumentException(
            (seconds != null ? "--for" : "--clients") + " is for --load: give --load RATE, too");
      }
      return load == null ? null : Rate.of(load);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()));
    }
  }

  private static int or(@Nullable Integer given, int usual) {
    return given == null ? usual : given;
  }
}
