// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.cli.runtime.ExitCode;
import org.junit.jupiter.api.Test;

class ProxyCommandTest {
  private static final String FREE = "tcp://127.0.0.1:*";

  @Test
  void aQueueStandsBetweenClientsAndWorkers() {
    try (Cli proxy = proxy("queue");
        Cli rep =
            Cli.start(
                "rep", "--connect", proxy.address(1), "--reply", "World from {}", "-n", "1")) {
      Cli req = Cli.run("Hello\n", "req", "--connect", proxy.address(0));
      assertThat(req.awaitEnd()).isEqualTo(ExitCode.OK);
      assertThat(req.lines()).containsExactly("World from Hello");
      assertThat(rep.awaitEnd()).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void aForwarderPassesSubscriptionsBackAndPublicationsOn() {
    try (Cli proxy = proxy("forwarder");
        Cli pub = Cli.start("pub", "--connect", proxy.address(0), "--wait-subscribers", "1");
        Cli sub = Cli.start("sub", "--connect", proxy.address(1), "--subscribe", "a", "-n", "1")) {
      pub.type("b\tno\na\tyes\n").endInput();
      assertThat(sub.awaitEnd()).isEqualTo(ExitCode.OK);
      assertThat(sub.lines()).containsExactly("a\tyes");
    }
  }

  @Test
  void aStreamerPassesWorkOnAndCaptureShowsIt() {
    try (Cli proxy =
            Cli.start(
                "proxy",
                "--kind",
                "STREAMER",
                "--frontend",
                FREE,
                "--backend",
                FREE,
                "--capture",
                FREE,
                "--ready");
        Cli pull = Cli.start("pull", "--connect", proxy.address(1), "-n", "1")) {
      Cli.run("task\n", "push", "--connect", proxy.address(0));
      assertThat(pull.awaitEnd()).isEqualTo(ExitCode.OK);
      assertThat(pull.lines()).containsExactly("task");
      assertThat(proxy.address(2)).startsWith("tcp://127.0.0.1:");
    }
  }

  @Test
  void itTellsAtItsEndHowMuchItPassed() {
    Cli proxy =
        Cli.run(
            "",
            "proxy",
            "--kind=queue",
            "--frontend=" + FREE,
            "--backend=" + FREE,
            "--timeout=100ms");
    assertThat(proxy.awaitEnd()).isEqualTo(ExitCode.TIMEOUT);
    assertThat(proxy.err()).contains("passed 0 on, 0 back");
  }

  private static Cli proxy(String kind) {
    return Cli.start("proxy", "--kind", kind, "--frontend", FREE, "--backend", FREE, "--ready");
  }
}
