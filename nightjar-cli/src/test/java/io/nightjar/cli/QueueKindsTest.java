// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.cli.runtime.ExitCode;
import io.nightjar.queue.Codec;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.servers.RabbitServer;
import io.nightjar.queue.servers.RedisServer;
import io.nightjar.queue.socket.QueueServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The commands for queues, on a queue at brokers and behind sockets. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "ipc, and commands for a POSIX shell")
class QueueKindsTest {
  private static QueueServer tcp;
  private static QueueServer ipc;

  private enum Kind {
    REDIS,
    AMQP,
    TCP,
    IPC;

    String newAddress() {
      String name = "cli-" + UUID.randomUUID();
      return switch (this) {
        case REDIS -> RedisServer.shared().address(name);
        case AMQP -> RabbitServer.shared().address(name);
        case TCP -> tcp.address() + "/" + name;
        case IPC -> ipc.address() + "?" + name;
      };
    }

    /** RabbitMQ has no end of a queue and no leases, and does not count what is in progress. */
    boolean hasEnd() {
      return this != AMQP;
    }
  }

  @BeforeAll
  static void serve(@TempDir Path folder) {
    tcp = QueueServer.serve("memory:" + QueueServer.NAME, "tcp://127.0.0.1:*");
    ipc = QueueServer.serve("memory:" + QueueServer.NAME, "ipc://" + folder.resolve("queues"));
  }

  @AfterAll
  static void close() {
    tcp.close();
    ipc.close();
  }

  private static String[] line(String name, String address, String... more) {
    List<String> line = new ArrayList<>(List.of("queue", name, address));
    line.addAll(List.of(more));
    return line.toArray(String[]::new);
  }

  private static Cli ok(String name, String address, String... more) {
    Cli cli = Cli.run("", line(name, address, more));
    assertThat(cli.awaitEnd()).as(cli.err()).isEqualTo(ExitCode.OK);
    return cli;
  }

  @ParameterizedTest
  @EnumSource
  void whatIsPutIsSeenTakenAndDrained(Kind kind) {
    String address = kind.newAddress();
    ok("put", address, "one", "two\\n2", "three", "four");
    assertThat(ok("stat", address, "--json").out())
        .contains("\"address\":\"", "\"ready\":4,\"delayed\":0")
        .contains("\"order\":\"fifo\"", "\"capacity\":10000", "\"maxAttempts\":5")
        .matches(json -> json.contains("\"inProgress\":0") == kind.hasEnd())
        .matches(json -> json.contains("\"finished\":false") == kind.hasEnd())
        .matches(json -> json.contains("\"leaseMillis\":30000") == kind.hasEnd());
    assertThat(ok("take", address, "-n", "2").lines()).containsExactly("one", "two\\n2");
    Cli drain = ok("drain", address);
    assertThat(drain.lines()).containsExactly("three", "four");
    assertThat(drain.err()).isEqualTo("took 2\n");
    assertThat(ok("stat", address).out())
        .containsPattern("ready +0\n")
        .containsPattern(kind.hasEnd() ? "finished +no\n" : "finished +never\n")
        .containsPattern(kind.hasEnd() ? "lease +30000 ms\n" : "lease +none\n");
  }

  @ParameterizedTest
  @EnumSource
  void aTakeThatWaitsTooLongEndsWithCodeThree(Kind kind) {
    String address = kind.newAddress();
    Cli take = Cli.run("", line("take", address, "--wait", "100ms"));
    assertThat(take.awaitEnd()).as(take.err()).isEqualTo(ExitCode.TIMEOUT);
    assertThat(take.err()).contains("nothing more came within --wait; taken before that: 0");
  }

  @ParameterizedTest
  @EnumSource
  void aPutWaitsWhileTheQueueIsFull(Kind kind) {
    String address = kind.newAddress();
    ok("put", address, "--capacity", "2", "a");
    try (Cli put = Cli.start(line("put", address, "b", "c"))) {
      awaitQueue(address, queue -> queue.size() == 2);
      assertThat(ok("take", address).lines()).containsExactly("a");
      assertThat(put.awaitEnd()).as(put.err()).isEqualTo(ExitCode.OK);
    }
    assertThat(ok("drain", address).lines()).containsExactly("b", "c");
  }

  @ParameterizedTest
  @EnumSource
  void tasksAreWorkedOnAndThoseThatFailAreDeadLettersInTheEnd(Kind kind) {
    String address = kind.newAddress();
    ok("put", address, "--max-attempts", "2", "good", "bad", "fine");
    String command = "read v; echo $v; [ $v != bad ] || { echo no such picture >&2; exit 3; }";
    if (kind.hasEnd()) {
      assertThat(ok("put", address, "--finish", "last").out()).isEmpty();
      Cli work = ok("work", address, "--exec", command);
      assertThat(work.lines()).containsExactlyInAnyOrder("good", "bad", "fine", "bad", "last");
      assertThat(work.err()).endsWith("done 3, failed 2\n");
    } else {
      try (Cli work = Cli.start(line("work", address, "--exec", command))) {
        assertThat(work.awaitLines(4).lines())
            .containsExactlyInAnyOrder("good", "bad", "fine", "bad");
        awaitQueue(address, queue -> queue.deadLetters().size() == 1);
      }
    }
    assertThat(ok("stat", address).out()).containsPattern("dead letters +1\n");
    assertThat(ok("drain", address, "--dead", "--json").lines())
        .singleElement()
        .asString()
        .contains("\"attempt\":2,\"reason\":\"exit code 3: no such picture\",\"value\":\"bad\"");
    assertThat(ok("drain", address, "--dead").err()).isEqualTo("took 0\n");
  }

  private static void awaitQueue(String address, Predicate<WorkQueue<String>> state) {
    try (WorkQueue<String> queue = WorkQueue.open(address, Codec.text())) {
      await().atMost(Cli.PATIENCE).until(() -> state.test(queue));
    }
  }

  @ParameterizedTest
  @EnumSource
  void benchMeasuresAndLeavesNothing(Kind kind) {
    String address = kind.newAddress();
    assertThat(ok("bench", address, "--seconds=0.2", "--warm-up=0.05", "--json").lines())
        .singleElement()
        .asString()
        .contains("\"tasksPerSecond\":", "\"putNanos\":{", "\"takeNanos\":{", "\"tripNanos\":{");
    assertThat(ok("stat", address, "--json").out()).contains("\"ready\":0,\"delayed\":0");
  }
}
