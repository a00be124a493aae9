// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli;

import io.nightjar.cli.runtime.Terminal;
import java.io.IOException;

/** The {@code nightjar} command. */
public final class Main {
  private Main() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] args) {
    Terminal terminal = Terminal.ofProcess();
    int code = run(terminal, args);
    try {
      terminal.out().flush();
    } catch (IOException e) {
      // The command has told of it, or nobody reads any more.
    }
    System.exit(code);
  }

  /** Runs a command and returns its exit code. */
  public static int run(Terminal terminal, String... args) {
    return new CommandRunner(terminal).run(args);
  }
}
