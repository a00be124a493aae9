// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.cli.runtime.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrongSocketSettingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pull --bind nonsense                                 | nonsense
          pull --bind carrier://pigeon                         | carrier
          push --connect inproc://here                         | does not leave this process
          pull --bind tcp://256.1.1.1:*                        | no IPv4 address
          push --bind tcp://127.0.0.1:* --option LINGER=5x     | a time such as 250ms
          push --bind tcp://127.0.0.1:* --option WHEN_FULL=no  | DROP_OLDEST
          pull --bind tcp://127.0.0.1:* --option SNDHWM        | write NAME=VALUE
          pull --bind tcp://127.0.0.1:* --option NOSUCH=1      | NOSUCH
          push --bind tcp://127.0.0.1:* --option SNDHWM=few    | SNDHWM
          pull --bind tcp://127.0.0.1:* --option XPUB_NODROP=1 | XPUB_NODROP
          sub --bind tcp://127.0.0.1:* --subscribe \\q          | no escape
          rep --bind tcp://127.0.0.1:* --reply \\q              | no escape
          """)
  void areOneLineThatNamesThemAndExitCodeTwo(String line, String text) {
    Cli cli = Cli.run("", line.trim().split(" +", -1));
    assertThat(cli.err()).startsWith("nightjar: ").contains(text).hasLineCount(1);
    assertThat(cli.awaitEnd()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aPathThatIsTooLongIsWrongAsWell() {
    Cli cli = Cli.run("", "pull", "--bind", "ipc:///tmp/" + "x".repeat(120));
    assertThat(cli.err()).startsWith("nightjar: ").contains("use at most 107").hasLineCount(1);
    assertThat(cli.awaitEnd()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void anAddressThatIsTakenIsAFailureThatNamesIt() {
    try (Cli first = Cli.start("pull", "--bind", "tcp://127.0.0.1:*", "--ready")) {
      Cli second = Cli.run("", "pull", "--bind", first.address());
      assertThat(second.err()).startsWith("nightjar: ").contains(first.address()).hasLineCount(1);
      assertThat(second.awaitEnd()).isEqualTo(ExitCode.FAILURE);
    }
  }
}
