// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The ZeroMQ programs of others that tests talk to. One that is missing fails the test that asks
 * for it, or skips it under {@code -Dnightjar.peers=optional}.
 */
public final class ReferencePeers {
  private static final long START_SECONDS = 30;

  private ReferencePeers() {}

  /**
   * A Python that has pyzmq (libzmq): the one of {@code nightjar.python}, or else the system's or
   * the one on the path.
   */
  public static String python() {
    String named = System.getProperty("nightjar.python");
    List<String> pythons = named == null ? List.of("/usr/bin/python3", "python3") : List.of(named);
    for (String python : pythons) {
      if (runs(List.of(python, "-c", "import zmq"))) {
        return python;
      }
    }
    missing("no zmq in " + pythons + ": install python3-zmq, or name another nightjar.python");
    throw new AssertionError("not reached");
  }

  /**
   * The folder of {@code nightjar.node.peers}, whose {@code node_modules} holds {@code zeromq}
   * (libzmq with draft types). Start {@code node} there, and a script finds it by name.
   */
  public static Path node() {
    String folder = System.getProperty("nightjar.node.peers");
    Path peers =
        folder == null
            ? Path.of(System.getProperty("nightjar.root", "."), ".build", "peers", "node")
            : Path.of(folder);
    if (!Files.isDirectory(peers.resolve("node_modules").resolve("zeromq"))) {
      missing("no zeromq in " + peers + ": run ./verify, or name another nightjar.node.peers");
    }
    return peers;
  }

  private static void missing(String what) {
    if (System.getProperty("nightjar.peers", "required").equals("optional")) {
      Assumptions.abort(what);
    }
    Assertions.fail(what);
  }

  private static boolean runs(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        return process.waitFor(START_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
