// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.nightjar.cli.child.ChildJvm;
import io.nightjar.cli.child.ChildProcess;
import io.nightjar.cli.runtime.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What only a process of its own shows: signals, and the streams of the system. */
class ProcessTest {
  private static final int SIGINT = 2;

  private static ChildProcess nightjar(String... args) throws IOException {
    return ChildJvm.start("nightjar " + args[0], ChildJvm.Kind.SHORT, args);
  }

  @Test
  void twoProcessesPassMessages() throws Exception {
    try (ChildProcess pull = nightjar("pull", "--bind=tcp://127.0.0.1:*", "-n", "2", "--ready")) {
      String address = pull.awaitErrorWord("ready", Cli.PATIENCE);
      try (ChildProcess push = nightjar("push", "--connect=" + address)) {
        push.writeLine("Grüße");
        push.writeLine("zwei");
        push.endInput();
        assertThat(push.awaitEnd(Cli.PATIENCE)).isEqualTo(ExitCode.OK);
      }
      assertThat(pull.nextLine(Cli.PATIENCE)).isEqualTo("Grüße");
      assertThat(pull.nextLine(Cli.PATIENCE)).isEqualTo("zwei");
      assertThat(pull.nextLine(Cli.PATIENCE)).isNull();
      assertThat(pull.awaitEnd(Cli.PATIENCE)).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGINT to send")
  void controlCEndsWithExitCode130AndShowsWhatCame() throws Exception {
    assumeFalse(
        isInterruptIgnored(),
        "the build was started in the background: its processes ignore SIGINT by inheritance");
    try (ChildProcess pull = nightjar("pull", "--bind=tcp://127.0.0.1:*", "--ready")) {
      Cli.run("one\n", "push", "--connect", pull.awaitErrorWord("ready", Cli.PATIENCE));
      assertThat(pull.nextLine(Cli.PATIENCE)).isEqualTo("one");
      new ProcessBuilder("kill", "-INT", Long.toString(pull.pid())).start().waitFor();
      assertThat(pull.awaitEnd(Cli.PATIENCE)).isEqualTo(ExitCode.INTERRUPTED);
      assertThat(pull.nextLine(Cli.PATIENCE)).isNull();
    }
  }

  /** Whether this process, and so its children, ignore SIGINT, as a shell's background jobs do. */
  static boolean isInterruptIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("SigIgn:")) {
        return (Long.parseUnsignedLong(line.substring(7).strip(), 16) >>> (SIGINT - 1) & 1) != 0;
      }
    }
    return false;
  }
}
