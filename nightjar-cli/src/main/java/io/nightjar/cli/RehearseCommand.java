// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli;

import io.nightjar.cli.runtime.ExitCode;
import io.nightjar.cli.runtime.Terminal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Runs the usual commands once in this process: the launcher records which classes they load and
 * keeps them in an archive, from which later runs start several times faster.
 */
@Command(
    name = "rehearse",
    hidden = true,
    mixinStandardHelpOptions = true,
    header = "Load what most commands need.")
final class RehearseCommand implements Callable<Integer> {
  private static final String LIMIT = "--timeout=5s";

  @Override
  public Integer call() throws IOException, InterruptedException {
    run("--help");
    String pulling = address();
    both(
        () -> run("pull", "--bind=" + pulling, "--count=1", "--ready", LIMIT),
        () -> run("push", "--connect=" + pulling, LIMIT));
    String replying = address();
    both(
        () -> run("rep", "--bind=" + replying, "--reply=World from {}", "--count=1", LIMIT),
        () -> run("req", "--connect=" + replying, "--json", LIMIT));
    String publishing = address();
    both(
        () -> run("sub", "--connect=" + publishing, "--count=1", LIMIT),
        () -> run("pub", "--bind=" + publishing, "--wait-subscribers=1", LIMIT));
    queue();
    return ExitCode.OK;
  }

  private static void queue() throws IOException {
    Path folder = Files.createTempDirectory("nightjar");
    try {
      String address = "file:" + folder.resolve("rehearsal");
      run("queue", "put", address, "one", "two", LIMIT);
      run("queue", "take", address, LIMIT);
      run("queue", "work", address, "--exec=cat", "--timeout=1s");
      run("queue", "stat", address, LIMIT);
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private static void both(Runnable one, Runnable other) throws InterruptedException {
    Thread thread = new Thread(one, "nightjar-rehearse");
    thread.start();
    other.run();
    thread.join();
  }

  /** Whether it goes well does not matter: what was loaded counts. */
  private static void run(String... args) {
    boolean json = List.of(args).contains("--json");
    String line = json ? "{\"frames\":[\"Hello\"]}\n" : "Hello\tthere\n";
    InputStream in = new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8));
    OutputStream nowhere = OutputStream.nullOutputStream();
    Main.run(Terminal.of(in, nowhere, nowhere), args);
  }

  private static String address() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "tcp://127.0.0.1:" + socket.getLocalPort();
    }
  }
}
