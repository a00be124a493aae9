// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.runtime;

import org.jspecify.annotations.Nullable;

/** Ends a command with one line on standard error and an exit code. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private CommandException(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** Something failed. */
  public static CommandException failure(String message) {
    return new CommandException(ExitCode.FAILURE, message, null);
  }

  /** Something failed for a reason. */
  public static CommandException failure(String message, Throwable cause) {
    return new CommandException(ExitCode.FAILURE, message, cause);
  }

  /** The command line asks for what cannot be. */
  public static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, message, null);
  }

  /** The time limit passed. */
  public static CommandException timeout(String message) {
    return new CommandException(ExitCode.TIMEOUT, message, null);
  }

  /** The exit code. */
  public int exitCode() {
    return exitCode;
  }
}
