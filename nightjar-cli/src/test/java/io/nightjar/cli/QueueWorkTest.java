// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.nightjar.cli.child.ChildJvm;
import io.nightjar.cli.child.ChildProcess;
import io.nightjar.cli.runtime.ExitCode;
import io.nightjar.cli.runtime.Terminal;
import io.nightjar.queue.Codec;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** work: commands for tasks. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are for a POSIX shell")
class QueueWorkTest {
  /** Runs until the test makes the file {@code go} in its folder, or is over and has no folder. */
  private static final String HOLD =
      "touch \"$T/began\"; while [ -e \"$T/began\" ] && ! [ -e \"$T/go\" ]; do sleep 0.05; done";

  @TempDir Path folder;
  private String address = "";
  private WorkQueue<String> queue = open("memory:none yet");

  @BeforeEach
  void opens() {
    queue.close();
    address = "file:" + folder.resolve("jobs");
  }

  @AfterEach
  void closes() {
    queue.close();
  }

  private static WorkQueue<String> open(String address) {
    return WorkQueue.open(address, Codec.text());
  }

  private void make(Duration lease, int attempts, String... values) throws InterruptedException {
    queue =
        WorkQueue.builder(address, Codec.text())
            .lease(lease)
            .maxAttempts(attempts)
            .retryDelay(Duration.ZERO, 1, Duration.ZERO)
            .open();
    queue.putAll(List.of(values));
  }

  private void make(String... values) throws InterruptedException {
    make(Duration.ofMinutes(1), 5, values);
  }

  private String[] line(String command, String... more) {
    List<String> line = new ArrayList<>(List.of("queue", "work", address, "--exec"));
    line.add(command.replace("$T", folder.toString()));
    line.addAll(List.of(more));
    return line.toArray(String[]::new);
  }

  /** Works until all is done, since nobody puts any more. */
  private Cli workAll(String command, String... more) {
    queue.finish();
    Cli work = Cli.run("", line(command, more));
    assertThat(work.awaitEnd()).as(work.err()).isEqualTo(ExitCode.OK);
    return work;
  }

  private void awaitFile(String name) {
    await(name).atMost(Cli.PATIENCE).until(() -> Files.exists(folder.resolve(name)));
  }

  private void go() throws IOException {
    Files.createFile(folder.resolve("go"));
  }

  @Test
  void theCommandFindsTheValueAndTheTask() throws Exception {
    make("one", "two");
    Cli work = workAll("cat; echo \" $NIGHTJAR_TASK_ID $NIGHTJAR_TASK_ATTEMPT $NIGHTJAR_QUEUE\"");
    assertThat(work.lines()).containsExactly("one 1 1 " + address, "two 2 1 " + address);
    assertThat(work.err()).isEqualTo("done 2, failed 0\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "\t\n"})
  void withoutACommandNoTaskIsDone(String command) throws Exception {
    make("one");
    Cli work = Cli.run("", line(command));
    assertThat(work.awaitEnd()).isEqualTo(ExitCode.USAGE);
    assertThat(work.err())
        .isEqualTo("nightjar: --exec is empty: give the command that does a task\n");
    assertThat(queue.take()).isEqualTo("one");
  }

  @Test
  void aCommandThatDoesNotReadItsInputAndPrintsNoLineFeedIsDoneToo() throws Exception {
    make("x".repeat(1 << 20));
    Cli work = workAll("printf end", "-q");
    assertThat(work.out()).isEqualTo("end\n");
    assertThat(work.err()).isEmpty();
  }

  @Test
  void aFailureIsTriedAgainAndThenADeadLetterWithCodeAndLastError() throws Exception {
    make(Duration.ofMinutes(1), 2, "bad");
    Cli work = workAll("echo first >&2; echo 'no such picture' >&2; echo >&2; exit 3");
    assertThat(work.err()).contains("first\nno such picture\n", "done 0, failed 2\n");
    Task<String> dead = Objects.requireNonNull(queue.deadLetters().pollTask());
    assertThat(dead.reason()).isEqualTo("exit code 3: no such picture");
  }

  @Test
  void aCommandThatTakesTooLongIsEndedAndFailed() throws Exception {
    make(Duration.ofMinutes(1), 1, "slow");
    workAll(HOLD, "--task-timeout", "300ms");
    Task<String> dead = Objects.requireNonNull(queue.deadLetters().pollTask());
    assertThat(dead.reason()).isEqualTo("ended since it took longer than 300 ms");
  }

  @Test
  void aLeaseIsExtendedWhileTheCommandRuns() throws Exception {
    make(Duration.ofSeconds(3), 5, "long"); // extended each second, which may come late
    try (Cli work = Cli.start(line(HOLD))) {
      awaitFile("began");
      assertThat(queue.pollTask(Duration.ofMillis(3500))).as("taken from the worker").isNull();
      go();
      queue.finish();
      assertThat(work.awaitEnd()).as(work.err()).isEqualTo(ExitCode.OK);
      assertThat(work.err()).isEqualTo("done 1, failed 0\n");
    }
  }

  @Test
  void severalThreadsWorkAtTheSameTime() throws Exception {
    make("a", "b");
    Cli work =
        workAll(
            "touch \"$T/t$NIGHTJAR_TASK_ID\";"
                + " until [ -e \"$T/t1\" ] && [ -e \"$T/t2\" ]; do sleep 0.05; done; cat; echo",
            "--threads",
            "2");
    assertThat(work.lines()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void aScreenShowsHowFarTheWorkIs() throws Exception {
    make("one", "two");
    queue.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);
    Terminal screen = new Terminal(InputStream.nullInputStream(), out, err, true, false);
    Thread work = new Thread(() -> Main.run(screen, line(HOLD)), "test-work");
    work.start();
    await("the live line")
        .atMost(Cli.PATIENCE)
        .until(() -> out.toString(UTF_8).contains("done 0  failed 0  ready 1  in progress 1"));
    go();
    work.join(Cli.PATIENCE.toMillis());
    assertThat(work.isAlive()).isFalse();
    assertThat(out.toString(UTF_8)).as("the line is taken off").endsWith("\r\u001b[K");
  }

  @Test
  void theTimeLimitOfTheRunGivesTheTaskBack() throws Exception {
    make("one");
    Cli work = Cli.run("", line(HOLD, "--timeout", "1s"));
    assertThat(work.awaitEnd()).isEqualTo(ExitCode.TIMEOUT);
    await("the task is back").atMost(Cli.PATIENCE).until(() -> queue.stats().ready() == 1);
  }

  @Test
  void aCommandDoesNotHeedTheCtrlCOfTheTerminal() throws Exception {
    make("one");
    assertThat(workAll("kill -INT $$; sh -c 'kill -INT $$'; cat; echo").lines())
        .containsExactly("one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void theFirstSignalFinishesWhatRunsAndTakesNoMore(String signal) throws Exception {
    assumeFalse(signal.equals("INT") && ProcessTest.isInterruptIgnored(), "SIGINT is ignored here");
    make("one", "two");
    try (ChildProcess work = ChildJvm.start("work", ChildJvm.Kind.SHORT, line(HOLD))) {
      awaitFile("began");
      kill(signal, work);
      work.awaitErrorWord("nightjar:", Cli.PATIENCE);
      go();
      assertThat(work.awaitEnd(Cli.PATIENCE)).isEqualTo(ExitCode.INTERRUPTED);
    }
    assertThat(queue.stats().ready()).isEqualTo(1);
    assertThat(queue.take()).isEqualTo("two");
  }

  @Test
  void theSecondSignalGivesTheTasksBackAtOnce() throws Exception {
    make("one");
    String stubborn = "trap '' TERM; " + HOLD;
    try (ChildProcess work = ChildJvm.start("work", ChildJvm.Kind.SHORT, line(stubborn))) {
      awaitFile("began");
      kill("TERM", work);
      work.awaitErrorWord("nightjar:", Cli.PATIENCE);
      kill("TERM", work);
      assertThat(work.awaitEnd(Cli.PATIENCE)).isEqualTo(ExitCode.INTERRUPTED);
    }
    try (Task<String> task = Objects.requireNonNull(queue.pollTask(Cli.PATIENCE))) {
      assertThat(task.value()).isEqualTo("one");
      assertThat(task.attempt()).as("given back, not failed").isEqualTo(1);
    }
  }

  @Test
  void aWorkerThatIsKilledLosesNoTask() throws Exception {
    make("one");
    try (ChildProcess work = ChildJvm.start("work", ChildJvm.Kind.SHORT, line(HOLD))) {
      awaitFile("began");
      work.kill();
      try (Task<String> task = Objects.requireNonNull(queue.pollTask(Cli.PATIENCE))) {
        assertThat(task.value()).isEqualTo("one");
        assertThat(task.attempt()).isEqualTo(2);
        task.done();
      }
      go(); // its command has lost its parent, and ends
    }
  }

  private static void kill(String signal, ChildProcess process) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }
}
