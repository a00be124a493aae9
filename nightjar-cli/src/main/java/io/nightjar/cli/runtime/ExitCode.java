// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.runtime;

/** What the command tells the shell. */
public final class ExitCode {
  /** All went well. */
  public static final int OK = 0;

  /** Something failed; standard error has one line on it. */
  public static final int FAILURE = 1;

  /** The command line was wrong. */
  public static final int USAGE = 2;

  /** The time limit passed. */
  public static final int TIMEOUT = 3;

  /** Ctrl-C. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
