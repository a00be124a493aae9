// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.cli.runtime.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimeLimitTest {
  private static final String FREE = "tcp://127.0.0.1:*";

  @Test
  void endsAReceiverThatNobodySendsTo() {
    long start = System.nanoTime();
    Cli pull = Cli.run("", "pull", "--bind", FREE, "--timeout", "200ms");
    assertThat(pull.awaitEnd()).isEqualTo(ExitCode.TIMEOUT);
    assertThat(pull.err()).isEqualTo("nightjar: timed out after 200ms\n");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void endsASenderWhoseInputNeverEnds() {
    try (Cli push = Cli.start("push", "--bind", FREE, "--timeout", "200ms")) {
      assertThat(push.awaitEnd()).isEqualTo(ExitCode.TIMEOUT);
    }
  }

  @Test
  void namesTheAddressThatIsNotThereAndWhatWasNotDelivered() throws IOException {
    String address = "tcp://127.0.0.1:" + unusedPort();
    Cli push = Cli.run("one\ntwo\n", "push", "--connect", address, "--timeout", "300ms");
    assertThat(push.awaitEnd()).isEqualTo(ExitCode.TIMEOUT);
    assertThat(push.err())
        .startsWith("nightjar: timed out after 300ms; not connected to " + address)
        .contains("2 messages were not delivered")
        .hasLineCount(1);
  }

  @Test
  void endsARequestWithoutAReply() {
    try (Cli router = Cli.start("router", "--bind", FREE, "--ready")) {
      Cli req = Cli.run("Hello\n", "req", "--connect", router.address(), "--timeout", "300ms");
      assertThat(req.awaitEnd()).isEqualTo(ExitCode.TIMEOUT);
    }
  }

  @Test
  void endsThePatienceOfAPublisher() {
    Cli pub =
        Cli.run("x\n", "pub", "--bind", FREE, "--wait-subscribers", "1", "--timeout", "200ms");
    assertThat(pub.awaitEnd()).isEqualTo(ExitCode.TIMEOUT);
  }

  @Test
  void doesNotHoldUpARunThatIsDoneBefore() {
    try (Cli pull = Cli.start("pull", "--bind", FREE, "-n", "1", "--timeout", "1m", "--ready")) {
      Cli push = Cli.run("x\n", "push", "--connect", pull.address(), "--timeout", "1m");
      assertThat(push.awaitEnd()).isEqualTo(ExitCode.OK);
      assertThat(pull.awaitEnd()).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void ofTheSocketItselfIsATimeoutToo() {
    Cli pull = Cli.run("", "pull", "--bind", FREE, "--option", "RCVTIMEO=100");
    assertThat(pull.awaitEnd()).isEqualTo(ExitCode.TIMEOUT);
  }

  @Test
  void lingerOfTheSocketBoundsTheDeliveryWithoutIt() throws IOException {
    String address = "tcp://127.0.0.1:" + unusedPort();
    Cli push = Cli.run("one\n", "push", "--connect", address, "--option", "LINGER=100");
    assertThat(push.awaitEnd()).isEqualTo(ExitCode.FAILURE);
    assertThat(push.err())
        .isEqualTo("nightjar: 1 message was not delivered within LINGER of 100ms\n");
  }

  @Test
  void anInterruptedCommandEndsWithItsOwnExitCode() {
    Cli pull = Cli.start("pull", "--bind", FREE, "--ready");
    pull.address();
    pull.interrupt();
    assertThat(pull.awaitEnd()).isEqualTo(ExitCode.INTERRUPTED);
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
