// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.runtime;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The three standard streams of a command, and what is known of the screen behind them.
 *
 * @param in standard input, as bytes
 * @param out standard output, as bytes; buffered, so whoever writes also flushes
 * @param err standard error, in UTF-8
 * @param isScreen whether standard output is a terminal that people look at
 * @param isColoured whether colours may be used on it
 */
public record Terminal(
    InputStream in, OutputStream out, PrintStream err, boolean isScreen, boolean isColoured) {
  private static final int BUFFER = 1 << 16;

  /** The streams of this process. */
  public static Terminal ofProcess() {
    OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    boolean screen = findScreen();
    return new Terminal(System.in, out, err, screen, screen && System.getenv("NO_COLOR") == null);
  }

  /** The streams of a program or a test, without a screen. */
  public static Terminal of(InputStream in, OutputStream out, OutputStream err) {
    return new Terminal(in, out, new PrintStream(err, true, StandardCharsets.UTF_8), false, false);
  }

  @SuppressWarnings("SystemConsoleNull") // asked only where null still means that there is none
  private static boolean findScreen() {
    String term = System.getenv("TERM");
    if (term == null || term.equals("dumb")) {
      return false;
    }
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return Runtime.version().feature() < 22 && System.console() != null; // not Linux
    }
  }

  /** Prints a line of text on standard output, in UTF-8, at once. */
  public void println(String line) {
    try {
      synchronized (out) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /** What to throw when standard output fails. */
  public static CommandException cannotWrite(IOException e) {
    return CommandException.failure("cannot write to standard output: " + e.getMessage(), e);
  }

  /** Tells of a fault or a state on standard error, as one line. */
  public void complain(String text) {
    err.println("nightjar: " + text.replace("\r", "").replace('\n', ' '));
  }
}
