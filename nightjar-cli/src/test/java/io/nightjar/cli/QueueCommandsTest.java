// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.cli.runtime.ExitCode;
import io.nightjar.cli.runtime.Terminal;
import io.nightjar.queue.Codec;
import io.nightjar.queue.Put;
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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** put, take, stat, drain and bench on a queue in a file. */
class QueueCommandsTest {
  @TempDir Path folder;
  private String address = "";

  @BeforeEach
  void names() {
    address = "file:" + folder.resolve("jobs");
  }

  private static Cli ok(Cli cli) {
    assertThat(cli.awaitEnd()).as(cli.err()).isEqualTo(ExitCode.OK);
    return cli;
  }

  private static void failed(Cli cli, int code, String... texts) {
    assertThat(cli.awaitEnd()).as(cli.err()).isEqualTo(code);
    assertThat(cli.err()).startsWith("nightjar: ").contains(texts).hasLineCount(1);
  }

  /** Runs {@code nightjar queue NAME ADDRESS ...}. */
  private Cli queue(String name, String... more) {
    return queueWith("", name, more);
  }

  private Cli queueWith(String input, String name, String... more) {
    return Cli.run(input, line(name, more));
  }

  private String[] line(String name, String... more) {
    String[] all = new String[more.length + 3];
    all[0] = "queue";
    all[1] = name;
    all[2] = address;
    System.arraycopy(more, 0, all, 3, more.length);
    return all;
  }

  private WorkQueue<String> open() {
    return WorkQueue.open(address, Codec.text());
  }

  @Test
  void takePrintsWhatPutPut() {
    Cli put = ok(queue("put", "one", "two\\n2", "three"));
    assertThat(put.out()).isEmpty();
    assertThat(put.err()).isEqualTo("put 3\n");
    assertThat(ok(queue("put", "--quiet", "four")).err()).isEmpty();
    assertThat(ok(queue("take", "-n", "3")).lines()).containsExactly("one", "two\\n2", "three");
  }

  @Test
  void takeTakesOneIfNotToldHowMany() {
    ok(queue("put", "one", "two"));
    assertThat(ok(queue("take")).lines()).containsExactly("one");
    assertThat(ok(queue("take")).lines()).containsExactly("two");
  }

  @Test
  void putReadsTheLinesOfStandardInput() {
    ok(queueWith("one\ntab\there\n\nlast", "put"));
    assertThat(ok(queue("take", "-n", "4")).lines())
        .containsExactly("one", "tab\\there", "", "last");
  }

  @Test
  void manyLinesComeOutInTheirOrder() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      lines.append(i).append('\n');
    }
    ok(queueWith(lines.toString(), "put"));
    assertThat(ok(queue("drain", "-q")).out()).isEqualTo(lines.toString());
  }

  @Test
  void rawValuesHaveNoEscapes() {
    ok(queueWith("a\\n\n", "put", "--raw"));
    ok(queue("put", "--raw", "b\\x"));
    assertThat(ok(queue("take", "-n", "2", "--raw")).lines()).containsExactly("a\\n", "b\\x");
  }

  @Test
  void aFileIsOneValueWithAllItsBytes() throws IOException {
    Path file = Files.write(folder.resolve("bytes"), new byte[] {0, (byte) 0xff, '\n', 'a'});
    ok(queue("put", "--file", file.toString(), "--file", file.toString()));
    assertThat(ok(queue("take", "--hex")).lines()).containsExactly("00ff0a61");
    assertThat(ok(queue("take")).lines()).containsExactly("\\x00\\xff\\na");
  }

  @Test
  void valuesCanBePrintedAsLengthAndAsJson() {
    ok(queue("put", "Grüße", "Grüße", "\\xff"));
    assertThat(ok(queue("take", "--length")).lines()).containsExactly("7");
    assertThat(ok(queue("take", "--json", "-n", "2")).lines())
        .containsExactly(
            "{\"id\":\"2\",\"attempt\":1,\"value\":\"Grüße\"}",
            "{\"id\":\"3\",\"attempt\":1,\"hex\":\"ff\"}");
  }

  @Test
  void aFileThatIsMissingIsNamed() {
    failed(
        queue("put", "--file", "/no/such"),
        ExitCode.FAILURE,
        "--file /no/such: there is no such file");
  }

  @Test
  void whatCannotBeReadMakesNoQueue() {
    failed(queue("put", "good", "b\\ad"), ExitCode.USAGE, "'b\\ad'", "\\a is no escape");
    failed(queue("put", "good", "--file", "/no/such"), ExitCode.FAILURE, "/no/such");
    failed(
        queue("put", "--priority", "3", "--order", "fifo", "x"),
        ExitCode.USAGE,
        "--priority 3: a queue of --order fifo has no priorities; use --order priority");
    assertThat(folder.resolve("jobs")).doesNotExist();
  }

  @Test
  void aValueThatIsTooLargeIsNamedAndWhatStandsBeforeItIsIn() throws IOException {
    Path file = Files.writeString(folder.resolve("large"), "large");
    String bound = " takes payloads of up to 3 bytes (maxPayload), and this one has ";
    failed(
        queue("put", "--max-payload", "3", "a", "b", "large", "d"),
        ExitCode.FAILURE,
        "nightjar: value 3: " + address + bound + "5; put before that: 2\n");
    failed(
        queue("put", "larger", "e"),
        ExitCode.FAILURE,
        "nightjar: value 1: " + address + bound + "6; put before that: 0\n");
    failed(
        queue("put", "--delay", "1ms", "c", "--file", file.toString()),
        ExitCode.FAILURE,
        "nightjar: --file " + file + ": " + address + bound + "5; put before that: 1\n");
    failed(
        queueWith("d\n\nlarge\nf\n", "put"),
        ExitCode.FAILURE,
        "nightjar: line 3 of standard input: " + address + bound + "5; put before that: 2\n");
    failed(
        queueWith("large\n", "put"),
        ExitCode.FAILURE,
        "nightjar: line 1 of standard input: " + address + bound + "5; put before that: 0\n");
    assertThat(ok(queue("drain", "-q", "--finish")).lines())
        .containsExactlyInAnyOrder("a", "b", "c", "d", "");
  }

  @Test
  void aQueueThatTakesNothingTellsHowManyAreIn() {
    ok(queue("put", "--finish", "one"));
    failed(queue("put", "two"), ExitCode.FAILURE, "finished", "put before that: 0");
  }

  @Test
  void aBadLineIsNamedAndWhatStandsBeforeItIsIn() {
    failed(
        queueWith("one\nt\\wo\nthree\n", "put"),
        ExitCode.FAILURE,
        "line 2 of standard input",
        "use --raw",
        "put before that: 1");
    assertThat(ok(queue("drain", "-q")).lines()).containsExactly("one");
  }

  @Test
  void theHighestPriorityIsTakenFirst() {
    ok(queue("put", "--order", "priority", "low"));
    ok(queue("put", "--priority", "9", "high"));
    assertThat(ok(queue("take", "-n", "2")).lines()).containsExactly("high", "low");
  }

  @Test
  void aPriorityMakesAQueueWithPriorities() {
    ok(queue("put", "--priority", "3", "low"));
    ok(queue("put", "--priority", "9", "high"));
    ok(queue("put", "--priority", "0", "lowest"));
    assertThat(ok(queue("take", "-n", "3")).lines()).containsExactly("high", "low", "lowest");
  }

  @Test
  void aPriorityInAQueueWithoutPrioritiesIsRefused() {
    ok(queue("put", "first"));
    failed(
        queue("put", "--priority", "9", "x"),
        ExitCode.USAGE,
        "order is FIFO there and PRIORITY was asked for");
    assertThat(ok(queue("drain", "-q")).lines()).containsExactly("first");
  }

  @Test
  void whatIsDelayedIsNotReadyYet() {
    ok(queue("put", "--delay", "1h", "later"));
    assertThat(ok(queue("stat", "--json")).out()).contains("\"ready\":0,\"delayed\":1");
    assertThat(ok(queue("drain")).err()).contains("took 0, left 1 delayed");
  }

  @Test
  void otherSettingsThanTheQueueHasAreRefusedAndBothAreNamed() {
    ok(queue("put", "--capacity", "3", "x"));
    failed(
        queue("put", "--capacity", "4", "y"),
        ExitCode.USAGE,
        "capacity is 3 there and 4 was asked for");
  }

  @Test
  void putWaitsWhileTheQueueIsFullAndTellsWhatIsInWhenItsTimeIsOver() {
    failed(
        queue("put", "--capacity", "2", "--timeout", "1s", "a", "b", "c"),
        ExitCode.TIMEOUT,
        address + " is full; put before that: 2");
    try (Cli put = Cli.start(line("put", "c", "d"))) {
      assertThat(ok(queue("take", "-n", "4")).lines()).containsExactly("a", "b", "c", "d");
      ok(put);
    }
  }

  @Test
  void takeEndsWithCodeThreeWhenNothingCameInTime() {
    ok(queue("put", "one"));
    Cli take = queue("take", "-n", "2", "--wait", "200ms");
    failed(take, ExitCode.TIMEOUT, "nothing more came within --wait; taken before that: 1");
    assertThat(take.lines()).containsExactly("one");
    failed(queue("take", "--timeout", "200ms"), ExitCode.TIMEOUT, "timed out after 200ms");
  }

  @Test
  void followPrintsWhatComesUntilTheQueueIsFinished() {
    try (Cli take = Cli.start(line("take", "--follow"))) {
      ok(queue("put", "one"));
      assertThat(take.awaitLines(1).lines()).containsExactly("one");
      ok(queue("put", "two", "--finish"));
      assertThat(ok(take).lines()).containsExactly("one", "two");
    }
    failed(queue("take"), ExitCode.FAILURE, "is finished: nothing will come any more");
    failed(queue("put", "three"), ExitCode.FAILURE, "finished");
  }

  @Test
  void followWithAWaitEndsWhenItIsIdle() {
    ok(queue("put", "one"));
    assertThat(ok(queue("take", "--follow", "--wait", "100ms")).lines()).containsExactly("one");
  }

  @Test
  void whatCannotBePrintedIsBackInTheQueue() {
    ok(queue("put", "one", "two"));
    for (String name : List.of("take", "drain")) {
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Terminal terminal = Terminal.of(InputStream.nullInputStream(), new BrokenPipe(), err);
      assertThat(Main.run(terminal, line(name))).isEqualTo(ExitCode.FAILURE);
      assertThat(err.toString(UTF_8))
          .contains("cannot write to standard output: Broken pipe", "is back in the queue");
    }
    assertThat(ok(queue("drain", "--json")).lines())
        .containsExactlyInAnyOrder(
            "{\"id\":\"1\",\"attempt\":1,\"value\":\"one\"}",
            "{\"id\":\"2\",\"attempt\":1,\"value\":\"two\"}");
  }

  /** A pipe whose reader is gone. */
  private static final class BrokenPipe extends OutputStream {
    @Override
    public void write(int b) {}

    @Override
    public void flush() throws IOException {
      throw new IOException("Broken pipe");
    }
  }

  @Test
  void statTellsHowMuchThereIsAndMakesNothing() throws Exception {
    failed(queue("stat"), ExitCode.FAILURE, address + " does not exist");
    assertThat(folder.resolve("jobs")).doesNotExist();
    try (WorkQueue<String> queue = open()) {
      queue.putAll(List.of("a", "b", "c"));
      queue.put("d", Put.delay(Duration.ofHours(1)));
      try (Task<String> task = queue.takeTask()) {
        assertThat(task.value()).isEqualTo("a");
        assertThat(ok(queue("stat")).out())
            .containsPattern("ready +2\n")
            .containsPattern("delayed +1\n")
            .containsPattern("in progress +1\n")
            .containsPattern("room for +9996\n")
            .containsPattern("order +fifo\n");
        assertThat(ok(queue("stat", "--json")).out())
            .isEqualTo(
                "{\"address\":\""
                    + address
                    + "\",\"ready\":2,\"delayed\":1,\"inProgress\":1,\"deadLetters\":0,"
                    + "\"room\":9996,\"finished\":false,\"order\":\"fifo\",\"capacity\":10000,"
                    + "\"leaseMillis\":30000,\"maxAttempts\":5,\"retryDelayMillis\":100,"
                    + "\"retryDelayFactor\":4.0,\"longestRetryDelayMillis\":60000,"
                    + "\"maxPayload\":16777216}\n");
      }
    }
  }

  @Test
  void aQueueIsMadeWithWhatIsGiven() {
    ok(queue("put", "--retry-delay", "2s", "--max-payload", "3", "one"));
    assertThat(ok(queue("stat")).out())
        .containsPattern("retry delay +2000 ms\n  +each time +4.0 times\n  +up to +60000 ms\n")
        .containsPattern("max payload +3 B\n");
    failed(queue("put", "more"), ExitCode.FAILURE, address, "3");
    failed(
        queue("put", "--retry-delay", "3s", "two"),
        ExitCode.USAGE,
        "retryDelay is PT2S, each time 4.0 times as long");
    failed(queue("put", "--max-payload", "0", "two"), ExitCode.USAGE, "maxPayload 0");
    failed(queue("put", "--max-payload", "much", "two"), ExitCode.USAGE, "64k");
  }

  @Test
  void aPasswordComesFromTheEnvironment() {
    failed(
        queue("put", "--password-env", "NO_SUCH_NAME", "one"),
        ExitCode.USAGE,
        "--password-env NO_SUCH_NAME: there is no such variable");
    failed(
        queue("put", "--password-env", "PATH", "one"),
        ExitCode.USAGE,
        address + " has no place for a password");
    // Nobody listens there; the path is in the address now, and is not shown.
    failed(
        Cli.run("", "queue", "stat", "redis://me@127.0.0.1:1/jobs", "--password-env", "PATH"),
        ExitCode.FAILURE,
        "redis://me:***@127.0.0.1:1/jobs: no answer");
  }

  @Test
  void aScreenShowsHowMuchWasTaken() throws Exception {
    ok(queue("put", "one", "two"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);
    Terminal screen = new Terminal(InputStream.nullInputStream(), out, err, true, false);
    Thread take = new Thread(() -> Main.run(screen, line("take", "-n", "3")), "test-take");
    take.start();
    await("the live line")
        .atMost(Cli.PATIENCE)
        .until(() -> out.toString(UTF_8).contains("took 2  "));
    ok(queue("put", "three"));
    take.join(Cli.PATIENCE.toMillis());
    assertThat(take.isAlive()).isFalse();
    assertThat(out.toString(UTF_8)).contains("three\n").endsWith("\r\u001b[K");
    assertThat(Main.run(screen, line("drain", "--finish"))).isZero();
  }

  @Test
  void statWatchesUntilItsTimeIsOver() {
    ok(queue("put", "one"));
    try (Cli stat = Cli.start(line("stat", "--watch", "--every", "50ms"))) {
      assertThat(stat.awaitLines(2).lines().get(0))
          .isEqualTo("ready 1  delayed 0  in progress 0  dead letters 0");
    }
  }

  @Test
  void drainDiscards() {
    ok(queue("put", "one", "two"));
    Cli drain = ok(queue("drain", "--discard"));
    assertThat(drain.out()).isEmpty();
    assertThat(drain.err()).isEqualTo("took 2\n");
    assertThat(ok(queue("drain")).err()).isEqualTo("took 0\n");
  }

  @Test
  void drainGoesOnWhenATaskWasTooLate() throws Exception {
    Duration lease = Duration.ofMillis(200);
    try (WorkQueue<String> queue = WorkQueue.builder(address, Codec.text()).lease(lease).open()) {
      queue.putAll(List.of("late", "late too"));
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      ByteArrayOutputStream out =
          new ByteArrayOutputStream() {
            private boolean slow = true;

            @Override
            public void flush() throws IOException {
              if (slow) {
                slow = false;
                try {
                  queue.take(); // somebody else has them when their lease has ended
                  queue.take();
                  queue.put("last");
                } catch (InterruptedException e) {
                  throw new IOException(e);
                }
              }
            }
          };
      Terminal terminal = Terminal.of(InputStream.nullInputStream(), out, err);
      assertThat(Main.run(terminal, line("drain"))).isEqualTo(ExitCode.OK);
      assertThat(out.toString(UTF_8).lines()).startsWith("late", "late too", "last");
      assertThat(err.toString(UTF_8))
          .contains("settled too late", "give the queue a longer lease than PT0.2S")
          .endsWith("took 1\n");
    }
  }

  @Test
  void drainTakesDeadLettersAndTellsWhyTheyFailed() throws Exception {
    ok(queue("put", "--max-attempts", "1", "bad", "good"));
    try (WorkQueue<String> queue = open()) {
      queue.takeTask().fail("no such picture");
    }
    assertThat(ok(queue("stat")).out()).containsPattern("dead letters +1\n");
    assertThat(ok(queue("drain", "--dead", "--json")).lines())
        .singleElement()
        .asString()
        .contains("\"attempt\":1,\"reason\":\"no such picture\",\"value\":\"bad\"");
    assertThat(ok(queue("drain", "--dead", "-q")).out()).isEmpty();
    assertThat(ok(queue("drain", "-q")).lines()).containsExactly("good");
  }

  @Test
  void drainShowsDeadLettersThatTheirProgramCannotRead() throws Exception {
    ok(queue("put", "\\xff\\x00", "good", "\\xfe"));
    try (WorkQueue<String> queue = WorkQueue.open(address, new Picky())) {
      assertThat(queue.takeTasks(3, Cli.PATIENCE)).extracting(Task::value).containsExactly("good");
    }
    Cli drain = ok(queue("drain", "--dead", "--json"));
    assertThat(drain.lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("cannot be read by", "\"hex\":\"ff00\""),
            line -> assertThat(line).contains("cannot be read by", "\"hex\":\"fe\""));
    assertThat(drain.err()).isEqualTo("took 2\n");
  }

  /** Reads letters and nothing else. */
  private static final class Picky implements Codec<String> {
    @Override
    public byte[] encode(String value) {
      return value.getBytes(UTF_8);
    }

    @Override
    public String decode(byte[] bytes) {
      if (bytes[0] < 0) {
        throw new IllegalArgumentException("no letters");
      }
      return new String(bytes, UTF_8);
    }
  }

  @Test
  void drainWithFinishWaitsForWhatOthersWorkOn() throws Exception {
    ok(queue("put", "one", "two"));
    try (WorkQueue<String> queue = open()) {
      Task<String> one = queue.takeTask();
      try (Cli drain = Cli.start(line("drain", "--finish"))) {
        assertThat(drain.awaitLines(1).lines()).containsExactly("two");
        assertThat(queue.isFinished()).isTrue();
        one.requeue();
        assertThat(ok(drain).lines()).containsExactly("two", "one");
      }
    }
  }

  @Test
  void aFileThatIsNoQueueIsNamedAndLeftAlone() throws IOException {
    Path file = folder.resolve("jobs");
    Files.writeString(file, "Dear diary, ".repeat(100));
    for (String name : List.of("put", "take", "stat", "drain")) {
      Cli cli = queue(name);
      assertThat(cli.awaitEnd()).isEqualTo(ExitCode.FAILURE);
      assertThat(cli.err()).contains(address, "no queue").hasLineCount(1);
    }
    assertThat(file).hasContent("Dear diary, ".repeat(100));
  }

  @Test
  void serveLetsOthersUseTheQueueWhileItRuns() {
    ok(queue("put", "--capacity=5", "early"));
    String address;
    try (Cli serve = Cli.start(line("serve", "tcp://127.0.0.1:*/jobs"))) {
      address = serve.awaitLines(1).lines().get(0);
      assertThat(address).matches("tcp://127[.]0[.]0[.]1:[0-9]+/jobs");
      ok(Cli.run("", "queue", "put", address, "late"));
      assertThat(ok(Cli.run("", "queue", "stat", address)).out()).containsPattern("capacity +5\n");
      assertThat(ok(Cli.run("", "queue", "take", address)).lines()).containsExactly("early");
    }
    assertThat(ok(queue("take")).lines()).containsExactly("late");
    failed(queue("serve", "http://127.0.0.1:1/jobs"), ExitCode.USAGE, "unknown transport \"http\"");
  }

  @Test
  void benchMeasuresMemory() {
    Cli bench =
        ok(Cli.run("", "queue", "bench", "memory:", "--seconds=0.2", "--warm-up=0.05", "--json"));
    assertThat(bench.lines())
        .singleElement()
        .asString()
        .contains("\"tasksPerSecond\":", "\"putNanos\":{", "\"takeNanos\":{", "\"tripNanos\":{");
  }

  @Test
  void benchMeasuresAFileAndLeavesItEmpty() {
    String[] short_ = {"--seconds=0.2", "--warm-up=0.05", "--producers=2", "--consumers=2"};
    assertThat(ok(queue("bench", short_)).out())
        .contains("put and take", "from put to take", "p99.9", "█");
    assertThat(ok(queue("stat", "--json")).out()).contains("\"ready\":0,", "\"inProgress\":0");
  }

  @Test
  void benchRefusesAQueueThatHoldsWork() {
    ok(queue("put", "precious"));
    failed(queue("bench"), ExitCode.FAILURE, "holds 1 tasks", "a queue of its own");
    assertThat(ok(queue("take")).lines()).containsExactly("precious");
  }
}
