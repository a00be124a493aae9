// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.cli.runtime.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketCommandsTest {
  private static final String FREE = "tcp://127.0.0.1:*";

  @Test
  void pullPrintsWhatPushSendsAndEndsAfterItsCount() {
    try (Cli pull = Cli.start("pull", "--bind", FREE, "-n", "3", "--ready")) {
      Cli push = Cli.run("one\ntwo\tframes\nthree\n", "push", "--connect", pull.address());
      assertThat(push.awaitEnd()).isEqualTo(ExitCode.OK);
      assertThat(pull.awaitEnd()).isEqualTo(ExitCode.OK);
      assertThat(pull.lines()).containsExactly("one", "two\tframes", "three");
      assertThat(push.out()).isEmpty();
    }
  }

  @Test
  void pushWaitsUntilALatePullHasEverything() {
    try (Cli push = Cli.start("push", "--bind", FREE, "--ready")) {
      push.type("early\n").endInput();
      try (Cli pull = Cli.start("pull", "--connect", push.address(), "-n", "1")) {
        assertThat(push.awaitEnd()).isEqualTo(ExitCode.OK);
        assertThat(pull.awaitEnd()).isEqualTo(ExitCode.OK);
        assertThat(pull.lines()).containsExactly("early");
      }
    }
  }

  @Test
  void bindAndConnectRepeatAndMix() {
    try (Cli other = Cli.start("push", "--bind", FREE, "--ready");
        Cli pull =
            Cli.start(
                "pull", "--bind", FREE, "--bind", FREE, "--connect", other.address(), "--ready")) {
      other.type("over connect\n");
      Cli.run("over first\n", "push", "--connect", pull.address(0));
      Cli.run("over second\n", "push", "--connect", pull.address(1));
      assertThat(pull.awaitLines(3).lines())
          .containsExactlyInAnyOrder("over connect", "over first", "over second");
      assertThat(pull.address(2)).isEqualTo(other.address());
    }
  }

  @Test
  void jsonCarriesAnyBytesThereAndBack() {
    List<String> lines =
        List.of(
            "{\"frames\":[\"Grüße\\n\",{\"hex\":\"00ff80\"},\"\"]}",
            "{\"frames\":[\"\"]}",
            "{\"frames\":[\"tab\\tquote\\\"\",\"🌍\"]}");
    try (Cli pull = Cli.start("pull", "--bind", FREE, "-n", "3", "--json", "--ready")) {
      Cli.run(String.join("\n", lines), "push", "--connect", pull.address(), "--json");
      assertThat(pull.awaitEnd()).isEqualTo(ExitCode.OK);
      assertThat(pull.lines()).isEqualTo(lines);
    }
  }

  @Test
  void escapesCarryAnyBytesThereAndBack() {
    String line = "\\x00\\xffk\tGrüße\\n\\t\\\\";
    try (Cli pull = Cli.start("pull", "--bind", FREE, "-n", "1", "--ready")) {
      Cli.run(line + "\n", "push", "--connect", pull.address());
      pull.awaitEnd();
      assertThat(pull.lines()).containsExactly(line);
    }
  }

  @Test
  void aBadLineEndsPushWithItsNumber() {
    Cli push = Cli.run("oops\n", "push", "--bind", FREE, "--json");
    assertThat(push.awaitEnd()).isEqualTo(ExitCode.FAILURE);
    assertThat(push.err())
        .startsWith("nightjar: line 1 of standard input: column 1: expected {\"frames\"");
  }

  @Test
  void quietReceivesAndPrintsNothing() {
    try (Cli pull = Cli.start("pull", "--bind", FREE, "-n", "2", "-q", "--ready")) {
      Cli.run("one\ntwo\n", "push", "--connect", pull.address());
      assertThat(pull.awaitEnd()).isEqualTo(ExitCode.OK);
      assertThat(pull.out()).isEmpty();
    }
  }

  @Test
  void subTakesOnlyItsTopicsAndPubWaitsForIt() {
    try (Cli pub = Cli.start("pub", "--bind", FREE, "--wait-subscribers", "2", "--ready");
        Cli news =
            Cli.start(
                "sub",
                "--connect",
                pub.address(),
                "--subscribe",
                "news.",
                "--subscribe",
                "al",
                "-n",
                "3");
        Cli all = Cli.start("sub", "--connect", pub.address(), "-n", "4")) {
      pub.type("news.sports\t2:1\nweather\tsunny\nalerts\tnone\nnews.local\tmarket\n").endInput();
      assertThat(news.awaitEnd()).isEqualTo(ExitCode.OK);
      assertThat(all.awaitEnd()).isEqualTo(ExitCode.OK);
      assertThat(news.lines())
          .containsExactly("news.sports\t2:1", "alerts\tnone", "news.local\tmarket");
      assertThat(all.lines()).hasSize(4);
      assertThat(pub.awaitEnd()).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void reqPrintsTheReplyToEachLine() {
    try (Cli rep =
        Cli.start("rep", "--bind", FREE, "--reply", "World from {}", "-n", "2", "--ready")) {
      Cli req = Cli.run("Hello 0\nHello 1\n", "req", "--connect", rep.address());
      assertThat(req.awaitEnd()).isEqualTo(ExitCode.OK);
      assertThat(req.lines()).containsExactly("World from Hello 0", "World from Hello 1");
      assertThat(rep.awaitEnd()).isEqualTo(ExitCode.OK);
      assertThat(rep.lines()).containsExactly("Hello 0", "Hello 1");
    }
  }

  @Test
  void repEchoesAndFillsTemplatesByteForByte() {
    try (Cli echo = Cli.start("rep", "--bind", FREE, "--echo", "--ready");
        Cli twice = Cli.start("rep", "--bind", FREE, "--reply", "{}{}\t!", "--ready")) {
      assertThat(Cli.run("\\xff\ttwo\n", "req", "--connect", echo.address()).lines())
          .containsExactly("\\xff\ttwo");
      assertThat(Cli.run("\\xff\n", "req", "--connect", twice.address()).lines())
          .containsExactly("\\xff\\xff\t!");
    }
  }

  @Test
  void repAnswersByACommandThatFindsTheRequestOnItsInputAndInItsEnvironment() {
    try (Cli upper = Cli.start("rep", "--bind", FREE, "--exec", "tr a-z A-Z", "--ready");
        Cli quote =
            Cli.start("rep", "--bind", FREE, "--exec", "echo \"<$NIGHTJAR_REQUEST>\"", "--ready")) {
      assertThat(Cli.run("hello\n", "req", "--connect", upper.address()).lines())
          .containsExactly("HELLO");
      assertThat(Cli.run("hello\n", "req", "--connect", quote.address()).lines())
          .containsExactly("<hello>");
    }
  }

  @Test
  void aCommandThatFailsIsToldAndItsOutputStillSent() {
    try (Cli rep = Cli.start("rep", "--bind", FREE, "--exec", "echo sorry; exit 7", "--ready")) {
      assertThat(Cli.run("hello\n", "req", "--connect", rep.address()).lines())
          .containsExactly("sorry");
      assertThat(rep.err()).contains("ended with exit code 7");
    }
  }

  @Test
  void aCommandEndsWithRepAndWithWhatItStarted(@TempDir Path folder) throws Exception {
    Path note = folder.resolve("pid");
    String command =
        "sleep 60 & echo $! > " + note + ".new; mv " + note + ".new " + note + "; wait";
    try (Cli rep = Cli.start("rep", "--bind", FREE, "--exec", command, "--ready");
        Cli req = Cli.start("req", "--connect", rep.address())) {
      req.type("go\n");
      await("the command runs").atMost(Cli.PATIENCE).until(() -> Files.exists(note));
      long pid = Long.parseLong(Files.readString(note).trim());
      rep.interrupt();
      rep.awaitEnd();
      await("what it started has ended")
          .atMost(Cli.PATIENCE)
          .until(() -> ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true));
    }
  }

  @Test
  void aBoundSocketSaysWhyItRefusesAPeer() {
    try (Cli pull = Cli.start("pull", "--bind", FREE, "--ready");
        Cli pub = Cli.start("pub", "--connect", pull.address())) {
      await("the refusal is told")
          .atMost(Cli.PATIENCE)
          .until(() -> pull.err().contains("a peer at " + pull.address() + " was refused: "));
      assertThat(pub.out()).isEmpty();
    }
  }

  @Test
  void aLineForNobodyIsAFailureOfRouter() {
    Cli router = Cli.run("nobody\tx\nnone\ty\n", "router", "--bind", FREE, "-n", "0");
    assertThat(router.awaitEnd()).isEqualTo(ExitCode.FAILURE);
    assertThat(router.err()).contains("2 messages were dropped").hasLineCount(1);
  }

  @Test
  void pairsTalkInBothDirectionsAtTheSameTime() {
    try (Cli left = Cli.start("pair", "--bind", FREE, "-n", "2", "--ready");
        Cli right = Cli.start("pair", "--connect", left.address(), "-n", "1")) {
      right.type("from right\n");
      left.awaitLines(1);
      left.type("from left\n");
      right.awaitLines(1);
      assertThat(right.awaitEnd()).isEqualTo(ExitCode.OK);
      assertThat(left.lines()).containsExactly("from right");
      assertThat(right.lines()).containsExactly("from left");
    }
  }

  @Test
  void aLineOfARouterCanBeSentBackAsItWasPrinted() {
    try (Cli router = Cli.start("router", "--bind", FREE, "--ready");
        Cli dealer =
            Cli.start("dealer", "--connect", router.address(), "--id", "n\\xffrth", "-n", "1")) {
      dealer.type("hello\tthere\n");
      String line = router.awaitLines(1).lines().get(0);
      assertThat(line).isEqualTo("n\\xffrth\thello\tthere");
      router.type(line + "\n");
      assertThat(dealer.awaitEnd()).isEqualTo(ExitCode.OK);
      assertThat(dealer.lines()).containsExactly("hello\tthere");
    }
  }

  @Test
  void aRoutingIdThatTheRouterMadeCanBeSentBackToo() {
    try (Cli router = Cli.start("router", "--bind", FREE, "--ready");
        Cli dealer = Cli.start("dealer", "--connect", router.address(), "-n", "1")) {
      dealer.type("hello\n");
      String line = router.awaitLines(1).lines().get(0);
      assertThat(line).startsWith("\\x00").endsWith("\thello");
      router.type(line + "\n");
      assertThat(dealer.awaitEnd()).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void aDealerAsksARepByAnEmptyFirstFrame() {
    try (Cli rep = Cli.start("rep", "--bind", FREE, "--reply", "World", "--ready");
        Cli dealer = Cli.start("dealer", "--connect", rep.address(), "-n", "1")) {
      dealer.type("\tHello\n");
      assertThat(dealer.awaitEnd()).isEqualTo(ExitCode.OK);
      assertThat(dealer.lines()).containsExactly("\tWorld");
    }
  }

  @Test
  void twoWayCommandsWithCountNoughtOnlySend() {
    try (Cli pull = Cli.start("pair", "--bind", FREE, "-n", "2", "--ready")) {
      Cli pair = Cli.run("one\ntwo\n", "pair", "--connect", pull.address(), "-n", "0");
      assertThat(pair.awaitEnd()).isEqualTo(ExitCode.OK);
      pull.awaitEnd();
      assertThat(pull.lines()).containsExactly("one", "two");
    }
  }

  @Test
  void aBadLineEndsATwoWayCommand() {
    Cli pair = Cli.run("b\\ad\n", "pair", "--bind", FREE);
    assertThat(pair.awaitEnd()).isEqualTo(ExitCode.FAILURE);
    assertThat(pair.err()).startsWith("nightjar: line 1 of standard input: \\a is no escape");
  }

  @Test
  void xpubPrintsSubscriptionsAndXsubMakesThem() {
    try (Cli xpub = Cli.start("xpub", "--bind", FREE, "--ready");
        Cli xsub = Cli.start("xsub", "--connect", xpub.address(), "-n", "1")) {
      xsub.type("\\x01news\n");
      assertThat(xpub.awaitLines(1).lines()).containsExactly("\\x01news");
      xpub.type("other\tno\nnews\tyes\n");
      assertThat(xsub.awaitEnd()).isEqualTo(ExitCode.OK);
      assertThat(xsub.lines()).containsExactly("news\tyes");
      assertThat(xpub.awaitLines(2).lines().get(1)).isEqualTo("\\x00news");
    }
  }

  @Test
  void xsubThatOnlySendsDeliversItsSubscriptions() {
    try (Cli xpub = Cli.start("xpub", "--bind", FREE, "--ready", "-n", "2")) {
      Cli xsub = Cli.run("\\x01news\n\\x01sport\n", "xsub", "--connect", xpub.address(), "-n", "0");
      assertThat(xsub.awaitEnd()).isEqualTo(ExitCode.OK);
      assertThat(xpub.awaitEnd()).isEqualTo(ExitCode.OK);
      assertThat(xpub.lines()).containsExactlyInAnyOrder("\\x01news", "\\x01sport");
    }
  }

  @Test
  void xsubSubscribesByOptionsToo() {
    try (Cli xpub = Cli.start("xpub", "--bind", FREE, "--ready");
        Cli xsub =
            Cli.start("xsub", "--connect", xpub.address(), "--subscribe", "news", "-n", "1")) {
      xpub.awaitLines(1);
      xpub.type("news\tyes\n");
      assertThat(xsub.awaitEnd()).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void aThousandLinesArriveInOrder() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      lines.add("line " + i);
    }
    try (Cli pull =
        Cli.start("pull", "--bind", FREE, "-n", "1000", "--option", "RCVHWM=10", "--ready")) {
      Cli push =
          Cli.run(
              String.join("\n", lines),
              "push",
              "--connect",
              pull.address(),
              "--option",
              "ZMQ_SNDHWM=10");
      assertThat(push.awaitEnd()).isEqualTo(ExitCode.OK);
      pull.awaitEnd();
      assertThat(pull.lines()).isEqualTo(lines);
    }
  }
}
