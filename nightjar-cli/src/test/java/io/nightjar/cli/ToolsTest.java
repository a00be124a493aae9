// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.cli.runtime.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** bench, doctor and demo. */
class ToolsTest {
  @ParameterizedTest
  @ValueSource(strings = {"tcp", "ipc", "inproc"})
  void benchMeasuresEachTransport(String transport) {
    Cli bench =
        Cli.run(
            "",
            "bench",
            "--transport",
            transport,
            "--seconds",
            "0.3",
            "--warm-up",
            "0.1",
            "--json");
    assertThat(bench.awaitEnd()).as(bench.err()).isEqualTo(ExitCode.OK);
    assertThat(bench.lines()).hasSize(1);
    assertThat(bench.lines().get(0))
        .startsWith("{\"nightjar\":")
        .contains("\"transport\":\"" + transport + "\"", "\"messagesPerSecond\":", "\"p99.9\":")
        .endsWith("}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffer", "bytes", "message"})
  void benchMeasuresEachKindOfCalls(String api) {
    Cli bench =
        Cli.run(
            "", "bench", "--transport=inproc", "--api=" + api, "--seconds=0.2", "--warm-up=0.05");
    assertThat(bench.awaitEnd()).as(bench.err()).isEqualTo(ExitCode.OK);
    assertThat(bench.out())
        .contains(
            "calls with " + api, "warm-up 50.00 ms", "PUSH to PULL", "p50", "p99.9", "max", "█");
  }

  @ParameterizedTest
  @ValueSource(strings = {"block", "spin"})
  void benchHasItsThreadsWaitAsTold(String policy) {
    Cli bench =
        Cli.run("", "bench", "--wait=" + policy, "--seconds=0.2", "--warm-up=0.05", "--json");
    assertThat(bench.awaitEnd()).as(bench.err()).isEqualTo(ExitCode.OK);
    assertThat(bench.out()).contains("\"wait\":\"" + policy + "\"", "\"p99.9\":");
  }

  @Test
  void benchTellsHowToGetWhatItShallCompare() {
    Cli bench = Cli.run("", "bench", "--compare", "jeromq"); // which is not on this class path
    assertThat(bench.awaitEnd()).isEqualTo(ExitCode.FAILURE);
    assertThat(bench.err())
        .startsWith("nightjar: --compare: ")
        .contains("is not on the class path: run ./nightjar bench in a clone")
        .hasLineCount(1);
  }

  @Test
  void doctorFindsThatAllIsWell() {
    Cli doctor = Cli.run("", "doctor");
    assertThat(doctor.awaitEnd()).as(doctor.out()).isEqualTo(ExitCode.OK);
    assertThat(doctor.out())
        .contains("inproc", "tcp, IPv4", "ipc", "Open files", "Cores", "Python", "All is well.");
  }

  @Test
  void demoPlaysAllScenesWithoutColoursAndAllGoWell() {
    Cli demo = Cli.run("", "demo");
    assertThat(demo.awaitEnd()).as(demo.out() + demo.err()).isEqualTo(ExitCode.OK);
    assertThat(demo.out())
        .contains("Hello 4  ->  World from Hello 4", "12 tasks done", "The demo went well")
        .doesNotContain("failed", "\u001b");
  }

  @Test
  void demoPlaysTheScenesThatWereChosen() {
    Cli demo = Cli.run("", "demo", "--scene", "4");
    assertThat(demo.awaitEnd()).isEqualTo(ExitCode.OK);
    assertThat(demo.out()).startsWith("4  A pair").doesNotContain("Two languages");
  }
}
