// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.testkit.ReferencePeers;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is started. */
class MainTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  private Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dnightjar.python=" + ReferencePeers.python(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--port=0"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectInput(new File("/dev/null"))
        .redirectOutput(output().toFile())
        .start();
  }

  private Path output() {
    return folder.resolve("output.txt");
  }

  @Test
  void loadsItselfAndTellsWhatItDid() throws Exception {
    Process front = start("--load=100", "--for=2", "--workers=1", "--clients=4");
    try {
      assertThat(front.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      String output = Files.readString(output());
      assertThat(output)
          .contains("front end  asked 200  answered 200  failed 0")
          .contains("clients    answered 200 (100/s)  wrong 0")
          .containsPattern("1 s +\\d+/s  p50 .* p99 .* ms  ready \\d+ in progress \\d+")
          .containsPattern("workers    java-1 \\d+%  python-1 \\d+%");
      assertThat(front.exitValue()).as(output).isZero();
    } finally {
      front.destroyForcibly();
    }
  }

  private void awaitService() {
    await("the front end serves")
        .atMost(PATIENCE)
        .until(() -> Files.readString(output()).contains("POST http://"));
  }

  @Test
  void endsInOrderWhenItIsAskedTo() throws Exception {
    Process front = start("--workers=1");
    try {
      awaitService();
      List<ProcessHandle> workers = front.children().toList();
      assertThat(workers).hasSize(2);
      front.destroy(); // SIGTERM, as Ctrl-C
      assertThat(front.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(workers).noneMatch(ProcessHandle::isAlive);
      assertThat(Files.readString(output()))
          .contains("front end  asked 0  answered 0  failed 0")
          .doesNotContain("restarting", "does not end");
    } finally {
      front.destroyForcibly();
    }
  }

  @Test
  void workersEndWithTheirFrontEnd() throws Exception {
    Process front = start("--workers=1");
    try {
      awaitService();
      List<ProcessHandle> workers = front.children().toList();
      assertThat(workers).hasSize(2);
      front.destroyForcibly();
      for (ProcessHandle worker : workers) {
        worker.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    } finally {
      front.destroyForcibly();
    }
  }

  @Test
  void whatCannotWorkIsToldInOneLine() throws Exception {
    Process front = start("--queue=file:" + folder.resolve("missing").resolve("requests.queue"));
    assertThat(front.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(front.exitValue()).isEqualTo(1);
    assertThat(Files.readAllLines(output()))
        .singleElement()
        .asString()
        .startsWith("model-server: cannot open")
        .contains("missing");
  }
}
