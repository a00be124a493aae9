// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.child;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Python with pyzmq on this machine.
 *
 * @param command the path of the interpreter
 * @param version what it tells of itself: the versions of Python, pyzmq and libzmq
 */
public record Python(String command, String version) {
  /** How to get what {@link #find} looks for. */
  public static final String REMEDY =
      "install it with 'apt-get install python3-zmq' or 'pip install pyzmq',"
          + " or name an interpreter in NIGHTJAR_PYTHON";

  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final String QUESTION =
      "import platform, zmq; print('Python ' + platform.python_version()"
          + " + ', pyzmq ' + zmq.__version__ + ', libzmq ' + zmq.zmq_version())";

  /** The first interpreter that has pyzmq, or null if none has. */
  public static @Nullable Python find() throws InterruptedException {
    for (String command : candidates()) {
      String version = ask(command);
      if (version != null) {
        return new Python(command, version);
      }
    }
    return null;
  }

  /** Runs a program; its text is given on the command line. */
  public ChildProcess run(String name, String program, String... args) throws IOException {
    List<String> line = new ArrayList<>(List.of(command, "-c", program));
    line.addAll(List.of(args));
    return ChildProcess.start(name, line);
  }

  private static List<String> candidates() {
    String chosen = System.getProperty("nightjar.python");
    if (chosen == null) {
      chosen = System.getenv("NIGHTJAR_PYTHON");
    }
    if (chosen != null && !chosen.isEmpty()) {
      return List.of(chosen); // who chooses wants no other
    }
    List<String> found = new ArrayList<>();
    addIfThere(Path.of("/usr/bin/python3"), found);
    String path = System.getenv("PATH");
    for (String folder : (path == null ? "" : path).split(File.pathSeparator, -1)) {
      if (!folder.isEmpty()) {
        addIfThere(Path.of(folder, "python3"), found);
        addIfThere(Path.of(folder, "python.exe"), found);
      }
    }
    return found;
  }

  private static void addIfThere(Path file, List<String> found) {
    if (Files.isExecutable(file) && !found.contains(file.toString())) {
      found.add(file.toString());
    }
  }

  private static @Nullable String ask(String command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command, "-c", QUESTION)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        process.destroyForcibly();
        return null;
      }
      String answer =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
      return process.exitValue() == 0 ? answer : null;
    } catch (IOException e) {
      return null; // no such program
    }
  }
}
