// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.doctor;

import io.nightjar.cli.runtime.Colours;
import io.nightjar.cli.runtime.ExitCode;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.SessionCommand;
import io.nightjar.cli.runtime.Terminal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code nightjar doctor}: checks this machine. */
@Command(
    name = "doctor",
    header = "Check that Nightjar works on this machine: versions, transports, limits, Python.",
    description = "%nEnds with exit code 0 if all is well, else with 1 and the remedy.",
    footer = "  nightjar doctor")
public final class DoctorCommand extends SessionCommand {
  /** Makes it, with these streams. */
  public DoctorCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected int run(Session session) throws Exception {
    List<Finding> failures = new ArrayList<>();
    for (Check check : checks()) {
      for (Finding finding : check.examine(session.context())) {
        print(finding);
        if (finding.isFailure()) {
          failures.add(finding);
        }
      }
    }
    terminal().println("");
    terminal().println(failures.isEmpty() ? "All is well." : "Something does not work:");
    for (Finding failure : failures) {
      terminal().println("  " + failure.subject() + ": " + failure.remedy());
    }
    return failures.isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private static List<Check> checks() {
    return List.of(new VersionCheck(), new TransportCheck(), new LimitCheck(), new PythonCheck());
  }

  private void print(Finding finding) {
    Colours colours = new Colours(terminal().isColoured());
    String mark =
        switch (finding.verdict()) {
          case OK -> colours.green("ok    ");
          case NOTE -> colours.yellow("note  ");
          case FAILED -> colours.red("FAILED");
        };
    String subject = finding.subject();
    String padded = subject + " ".repeat(Math.max(1, 16 - subject.length()));
    terminal().println(mark + "  " + padded + finding.detail());
    if (finding.verdict() == Finding.Verdict.NOTE && !finding.remedy().isEmpty()) {
      terminal().println(" ".repeat(24) + finding.remedy());
    }
  }
}
