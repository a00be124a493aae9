// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A Redis of the test's own, on a free port. If there is none here, the test fails, or is skipped
 * under {@code -Dnightjar.peers=optional}.
 */
final class RedisServer implements AutoCloseable {
  private final int port;
  private final Process process;

  private RedisServer(int port, Process process) {
    this.port = port;
    this.process = process;
  }

  static RedisServer start(Path folder) throws IOException {
    int port = freePort();
    List<String> command =
        List.of(program(), "--bind", "127.0.0.1", "--port", "" + port, "--save", "");
    RedisServer server =
        new RedisServer(
            port,
            new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(folder.resolve("redis.log").toFile())
                .start());
    await("Redis listens").atMost(Duration.ofSeconds(30)).until(server::listens);
    return server;
  }

  String address(String name) {
    return "redis://127.0.0.1:" + port + "/" + name;
  }

  private boolean listens() {
    Assertions.assertTrue(process.isAlive(), "Redis runs");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String program() {
    List<String> folders = List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/opt/homebrew/bin");
    Stream<Path> programs = folders.stream().map(folder -> Path.of(folder, "redis-server"));
    return programs
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElseGet(RedisServer::missing);
  }

  private static String missing() {
    String what = "no redis-server: install redis-server, or run ./verify";
    Assumptions.assumeFalse(
        System.getProperty("nightjar.peers", "required").equals("optional"), what);
    return Assertions.fail(what);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
