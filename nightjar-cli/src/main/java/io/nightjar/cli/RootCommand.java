// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli;

import io.nightjar.cli.runtime.Version;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nightjar} without a command: help and version. */
@Command(
    name = "nightjar",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    usageHelpAutoWidth = true,
    synopsisSubcommandLabel = "COMMAND",
    header = "ZeroMQ messaging from the command line.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nightjar demo",
      "  nightjar pull --bind tcp://127.0.0.1:5557 -n 3",
      "  echo hello | nightjar push --connect tcp://127.0.0.1:5557",
      "",
      "'nightjar COMMAND --help' explains a command."
    })
final class RootCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec known = Objects.requireNonNull(spec);
    throw new ParameterException(known.commandLine(), "no command given");
  }
}
