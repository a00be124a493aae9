// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.screen;

import java.io.PrintStream;

/**
 * Standard output: lines that stay, and below them one that is written again and again. Where it is
 * no terminal the latter is a line each time. Safe to use from any thread.
 */
public final class Screen {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final int columns;

  /** {@code columns} is the width of the terminal; 0: it is none. */
  public Screen(PrintStream out, int columns) {
    this.out = out;
    this.columns = columns;
  }

  /** Prints a line. */
  public synchronized void line(String text) {
    out.println(columns > 0 ? CLEAR_LINE + text : text);
    out.flush();
  }

  /** Writes the line at the bottom again. */
  public synchronized void live(String text) {
    if (columns > 0) {
      out.print(CLEAR_LINE + text.substring(0, Math.min(text.length(), columns - 1)));
    } else {
      out.println(text);
    }
    out.flush();
  }
}
