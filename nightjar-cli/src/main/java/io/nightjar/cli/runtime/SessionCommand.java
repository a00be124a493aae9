// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.runtime;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What all commands share that open sockets: the terminal, the time limit, help and exit codes. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    abbreviateSynopsis = true,
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all went well",
      "1:something failed; standard error says what",
      "2:the command line is wrong",
      "3:the time of --timeout passed",
      "130:interrupted by Ctrl-C"
    },
    footerHeading = "%nExamples:%n")
public abstract class SessionCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--timeout",
      order = 90,
      paramLabel = "TIME",
      converter = Durations.class,
      description = "End the whole run after this time, with exit code 3: 500ms, 5s, 2m.")
  private @Nullable Duration timeout;

  /** Makes a command that uses these streams. */
  protected SessionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The streams. */
  protected final Terminal terminal() {
    return terminal;
  }

  /** Runs the command in a session of its own. */
  @Override
  public final Integer call() throws Exception {
    check();
    try (Session session = new Session(terminal, timeout)) {
      return session.run(() -> run(session));
    }
  }

  /** Checks what the option parser cannot: throws {@link CommandException} if it is wrong. */
  protected void check() {}

  /** Does the work and returns the exit code. */
  protected abstract int run(Session session) throws Exception;
}
