// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The programs that tests start. One that is missing fails the test that asks for it, or skips it
 * under {@code -Dnightjar.peers=optional}.
 */
public final class Programs {
  private static final List<String> FOLDERS =
      List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/opt/homebrew/bin");
  private static final int CONNECT_MILLIS = 500;

  private Programs() {}

  /** Where a program is. */
  static String find(String program, String debianPackage) {
    for (String folder : FOLDERS) {
      Path path = Path.of(folder, program);
      if (Files.isExecutable(path)) {
        return path.toString();
      }
    }
    String what = "no " + program + ": install " + debianPackage + ", or run ./verify";
    if (System.getProperty("nightjar.peers", "required").equals("optional")) {
      Assumptions.abort(what);
    }
    Assertions.fail(what);
    throw new AssertionError("not reached");
  }

  /** The command of a JVM like this one that starts quickly and runs a class. */
  public static List<String> java(Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** A port of the loopback address that is free now. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** True if something listens there. */
  static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
