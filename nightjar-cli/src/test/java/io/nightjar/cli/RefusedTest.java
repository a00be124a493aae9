// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.cli.runtime.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command whose connections are given up ends and says why. */
class RefusedTest {
  private final Cli pub = Cli.start("pub", "--bind", "tcp://127.0.0.1:*", "--ready");

  @AfterEach
  void ends() {
    pub.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pull", "req", "dealer", "pair"})
  void aPeerOfAWrongTypeEndsIt(String type) {
    try (Cli cli = Cli.start(type, "--connect", pub.address())) {
      cli.type("question\n");
      assertThat(cli.awaitEnd()).isEqualTo(ExitCode.FAILURE);
      assertThat(cli.err())
          .startsWith("nightjar: ")
          .contains("the connection to " + pub.address() + " is given up: ")
          .contains("PUB")
          .hasLineCount(1);
    }
  }

  @Test
  void aSubscriberOfAWrongTypeIsEndedToo() {
    try (Cli dealer = Cli.start("dealer", "--bind", "tcp://127.0.0.1:*", "--ready");
        Cli sub = Cli.start("sub", "--connect", dealer.address())) {
      assertThat(sub.awaitEnd()).isEqualTo(ExitCode.FAILURE);
      assertThat(sub.err()).contains(dealer.address()).contains("DEALER").hasLineCount(1);
    }
  }

  @Test
  void whatIsNotDeliveredSaysWhyAndDoesNotBlameTheLinger() {
    Cli push = Cli.run("one\ntwo\n", "push", "--connect", pub.address());
    assertThat(push.awaitEnd()).isEqualTo(ExitCode.FAILURE);
    assertThat(push.err())
        // If it is refused early, the second message waits for a peer and is not sent at all.
        .startsWith("nightjar: ")
        .contains("the connection to " + pub.address() + " is given up: ")
        .doesNotContain("LINGER")
        .hasLineCount(1);
  }

  @Test
  void oneConnectionThatIsLeftGoesOn() throws IOException {
    int unused;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      unused = socket.getLocalPort();
    }
    String waiting = "tcp://127.0.0.1:" + unused;
    try (Cli pull =
        Cli.start("pull", "--connect", pub.address(), "--connect", waiting, "-n", "1")) {
      Cli push = Cli.run("hello\n", "push", "--bind", waiting, "--timeout", "10s");
      assertThat(push.awaitEnd()).isEqualTo(ExitCode.OK);
      assertThat(pull.awaitEnd()).isEqualTo(ExitCode.OK);
      assertThat(pull.out()).isEqualTo("hello\n");
    }
  }
}
