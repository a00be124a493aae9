// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.child;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Commands of the shell: how they start, get their input, and end. */
public final class Shell {
  private static final boolean WINDOWS = File.separatorChar == '\\';

  private Shell() {}

  /** A command, ready to start. */
  public static ProcessBuilder command(String command) {
    return WINDOWS
        ? new ProcessBuilder("cmd", "/c", command)
        : new ProcessBuilder("/bin/sh", "-c", command);
  }

  /** The same for one that does not heed a Ctrl-C, which a terminal sends to all its processes. */
  public static ProcessBuilder shieldedCommand(String command) {
    return command(WINDOWS ? command : "trap '' INT\n" + command);
  }

  /** Writes on another thread: a command may print more than a pipe holds before it reads. */
  public static void feed(Process process, byte[] body) {
    Thread feeder =
        new Thread(
            () -> {
              try (OutputStream in = process.getOutputStream()) {
                in.write(body);
              } catch (IOException e) {
                // The command did not want to read it all.
              }
            },
            "nightjar-exec");
    feeder.setDaemon(true);
    feeder.start();
  }

  /** Ends a command with what the shell has started. */
  public static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }

  /** The same by force; the shell first, which would tell of it. */
  public static void kill(Process process) {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
  }
}
