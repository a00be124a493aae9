// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.crew;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Finds a Python that has pyzmq. */
public final class Python {
  /** How to get one. */
  public static final String REMEDY =
      "install it with 'apt-get install python3-zmq' or 'pip install pyzmq', or name an interpreter"
          + " in NIGHTJAR_PYTHON";

  private static final long PATIENCE_SECONDS = 8;

  private Python() {}

  /** The first interpreter that has pyzmq; null: none. */
  public static @Nullable String find() throws InterruptedException {
    String chosen = System.getProperty("nightjar.python", System.getenv("NIGHTJAR_PYTHON"));
    List<String> candidates =
        chosen == null ? List.of("/usr/bin/python3", "python3") : List.of(chosen);
    for (String candidate : candidates) {
      if (hasZmq(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  private static boolean hasZmq(String python) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(python, "-c", "import zmq")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return false; // no such program
    }
  }
}
