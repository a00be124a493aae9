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
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  /** Linux gives those from 32768 on to outgoing connections, others higher ones. */
  private static final int FIRST_PORT = 15_000;

  private static final int LAST_PORT = 32_000;
  private static final Random RANDOM = new Random();
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

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

  /**
   * A port of the loopback address that is free now, and stays so while a broker is started again:
   * not one of those that the system gives to outgoing connections, as to those of clients that try
   * to reach a broker that is down. Not asked for twice.
   */
  static int freePort() {
    while (true) {
      int port = FIRST_PORT + RANDOM.nextInt(LAST_PORT - FIRST_PORT);
      if (GIVEN.add(port) && isFree(port)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
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
