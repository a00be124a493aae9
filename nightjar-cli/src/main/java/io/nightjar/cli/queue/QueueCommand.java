// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.cli.runtime.Terminal;
import io.nightjar.cli.runtime.Version;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nightjar queue}: the commands on work queues by name, and help on them. */
@Command(
    name = "queue",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    usageHelpAutoWidth = true,
    synopsisSubcommandLabel = "COMMAND",
    header = "Put, take and do work in queues, look at them, and measure them.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nightjar queue put file:/tmp/jobs.queue one two three",
      "  nightjar queue work file:/tmp/jobs.queue --exec 'wc -c' --threads 4",
      "  nightjar queue stat file:/tmp/jobs.queue",
      "",
      "'nightjar queue COMMAND --help' explains a command."
    })
public final class QueueCommand implements Callable<Integer> {
  /** All names, in the order of the help page. */
  public static final List<String> NAMES =
      List.of("put", "take", "work", "stat", "drain", "serve", "bench");

  @Spec private @Nullable CommandSpec spec;

  /** A new command of this name, or null if there is none. */
  public static @Nullable Object named(String name, Terminal terminal) {
    return switch (name) {
      case "put" -> new PutCommand(terminal);
      case "take" -> new TakeCommand(terminal);
      case "work" -> new WorkCommand(terminal);
      case "stat" -> new StatCommand(terminal);
      case "drain" -> new DrainCommand(terminal);
      case "serve" -> new ServeCommand(terminal);
      case "bench" -> new QueueBenchCommand(terminal);
      default -> null;
    };
  }

  @Override
  public Integer call() {
    CommandSpec known = Objects.requireNonNull(spec);
    throw new ParameterException(known.commandLine(), "no command given");
  }
}
