// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code nightjar bench --compare}, in tiny runs: whether it compares, not what comes out. It is
 * tested here since only this module has what is compared.
 */
class CompareTest {
  /** JeroMQ's side says nothing now and then, and such a run is given up after 20 s. */
  private static final int PATIENCE = 100;

  @TempDir private Path folder;

  /** Runs the command in a process, with what this module has on its class path. */
  private String bench(String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("io.nightjar.cli.Main", "bench", "--compare", "jeromq"));
    command.addAll(List.of("--seconds=0.1", "--warm-up=0.1"));
    command.addAll(List.of(args));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(PATIENCE, TimeUnit.SECONDS)).as("it ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(err, UTF_8)).isZero();
    return Files.readString(out, UTF_8);
  }

  @Test
  void showsBothLibrariesInTurnForPeople() throws Exception {
    String text = bench("--runs=2");
    assertThat(text)
        .contains(
            "tcp, messages of 16 B, calls with bytes",
            "medians of 2 runs",
            "PUSH to PULL",
            "REQ to REP and back",
            "Nightjar ",
            "JeroMQ 0.6.0",
            "Nightjar / JeroMQ",
            "  p50",
            "  p99",
            "  CPU",
            "  allocated")
        .doesNotContainPattern("Nightjar [^,]*, \\d+ failed");
    assertThat(text.lines().filter(line -> line.startsWith("  rate")))
        .hasSize(2)
        .allMatch(line -> line.matches("  rate +.*/s \\(.* to .*\\) +.*/s \\(.*\\) +[0-9.]+"));
  }

  @ParameterizedTest
  @CsvSource({"tcp, buffer, throughput", "inproc, message, latency"})
  void givesMedianAndSpreadOfBothAndTheRatioAsJson(String transport, String api, String mode)
      throws Exception {
    String json =
        bench("--json", "--runs=2", "--transport=" + transport, "--api=" + api, "--mode=" + mode);
    assertThat(json)
        .hasLineCount(1)
        .contains(
            "\"transport\":\"" + transport + "\"",
            "\"api\":\"" + api + "\"",
            "\"runs\":2",
            "\"" + mode + "\":{\"nightjar\":{",
            "\"jeromq\":{\"version\":\"0.6.0\",\"runs\":",
            "\"perSecond\":{\"median\":",
            "\"cpuNanos\":{\"median\":",
            "\"allocatedBytes\":{\"median\":",
            "\"ratio\":{")
        .containsPattern("\"nightjar\":\\{\"version\":\"[^\"]*\",\"runs\":2,");
  }
}
