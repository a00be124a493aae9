// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.testkit.ReferencePeers;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program as it is started. */
class MainTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  private Process start(String... arguments) throws IOException {
    return startWith(ReferencePeers.python(), arguments);
  }

  private Process startWith(String python, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dnightjar.python=" + python,
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

  /** As a service manager does, or whoever ends the process group. */
  @Test
  void endsInOrderWhenItsWorkersAreEndedAsWell() throws Exception {
    Process front = start("--workers=1", "--load=max", "--for=60", "--think=200");
    try {
      awaitService();
      List<String> kill = new ArrayList<>(List.of("kill", "-TERM"));
      front.children().forEach(worker -> kill.add("" + worker.pid()));
      assertThat(kill).hasSize(4);
      kill.add("" + front.pid());
      new ProcessBuilder(kill).start().waitFor();
      assertThat(front.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(output()))
          .contains("front end  asked ")
          .doesNotContain("killed", "restarting", "does not end");
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --batch 0               | --batch 0: use 1 or more
          --batch=1e6             | --batch 1e6: use a whole number
          --batch 2147483648      | --batch 2147483648: use a whole number up to 2147483647
          --workers -1            | --workers -1: use 0 or more
          --python -1             | --python -1: use 0 or more
          --workers 0 --python 0  | --workers 0 --python 0: use 1 or more of one of them
          --capacity 0            | --capacity 0: use 1 or more
          --lease 0               | --lease 0: use 1 or more
          --lease 5s              | --lease 5s: use a whole number
          --timeout 0             | --timeout 0: use 1 or more
          --think -1              | --think -1: use 0 or more
          --port -1               | --port -1: use 0 to 65535
          --port 65536            | --port 65536: use 0 to 65535
          --load abc              | --load abc: use a number above 0, or max
          --load 5 --for 0        | --for 0: use 1 or more
          --load 5 --clients 0    | --clients 0: use 1 or more
          --for 5                 | --for is for --load: give --load RATE, too
          --clients 5             | --clients is for --load: give --load RATE, too
          --lod max               | --lod: there is no such option; did you mean --load?
          max                     | max: there are only options
          """)
  void aWrongCommandLineIsOneLineAndExitCodeTwo(String line, String text) {
    StringWriter err = new StringWriter();
    int code = Main.commandLine().setErr(new PrintWriter(err)).execute(line.trim().split(" +"));
    assertThat(err).hasToString("model-server: " + text + " (see run --help)\n");
    assertThat(code).isEqualTo(2);
  }

  @Test
  void withoutAnyWorkerItDoesNotStart() throws Exception {
    Process front = startWith(folder.resolve("python").toString(), "--workers=0");
    assertThat(front.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(front.exitValue()).isEqualTo(1);
    assertThat(Files.readAllLines(output()))
        .singleElement()
        .asString()
        .startsWith("model-server: --workers 0, and no Python with pyzmq here: install it");
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
