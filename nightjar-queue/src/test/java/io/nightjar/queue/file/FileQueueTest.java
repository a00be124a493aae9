// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.queue.Codec;
import io.nightjar.queue.Order;
import io.nightjar.queue.PayloadTooLargeException;
import io.nightjar.queue.Put;
import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueClosedException;
import io.nightjar.queue.QueueFinishedException;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.QueueSettingsException;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.contract.Background;
import io.nightjar.queue.spi.Claim;
import io.nightjar.queue.spi.Deadline;
import io.nightjar.queue.spi.Outcome;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a restart keeps, and what bounds the file. */
class FileQueueTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  private Path path() {
    return folder.resolve("jobs.queue");
  }

  private WorkQueue.Builder<String> queue() {
    return WorkQueue.builder("file:" + path(), Codec.text());
  }

  @ParameterizedTest
  @EnumSource
  void everyOrderHoldsAcrossARestart(Order order) throws InterruptedException {
    int[] priorities = {3, 0, 7, 3, 0, 7};
    try (WorkQueue<String> queue = queue().order(order).open()) {
      for (int i = 0; i < priorities.length; i++) {
        queue.put("t" + i, order == Order.PRIORITY ? Put.priority(priorities[i]) : Put.now());
      }
    }
    List<String> taken = new ArrayList<>();
    try (WorkQueue<String> queue = queue().open()) {
      for (Task<String> task : queue.takeTasks(3, PATIENCE)) {
        taken.add(task.value());
        task.done();
      }
      for (String value = queue.poll(); value != null; value = queue.poll()) {
        taken.add(value);
      }
    }
    assertThat(taken)
        .containsExactly(
            switch (order) {
              case FIFO -> new String[] {"t0", "t1", "t2", "t3", "t4", "t5"};
              case LIFO -> new String[] {"t5", "t4", "t3", "t2", "t1", "t0"};
              case PRIORITY -> new String[] {"t2", "t5", "t0", "t3", "t1", "t4"};
            });
  }

  @Test
  void aRestartKeepsReadyDelayedAndDeadTasksWithTheirAttemptsAndReasons() throws Exception {
    try (WorkQueue<String> queue =
        queue().maxAttempts(2).retryDelay(Duration.ZERO, 1, Duration.ZERO).open()) {
      for (String value : List.of("dead", "tried", "ready")) {
        queue.put(value);
      }
      queue.put("later", Put.delay(Duration.ofHours(1)));
      Task<String> dead = queue.takeTask();
      dead.fail("first");
      Task<String> tried = queue.takeTask();
      assertThat(tried.value()).isEqualTo("dead");
      tried.fail("second");
      queue.takeTask().fail("once");
    }
    try (WorkQueue<String> queue = queue().open()) {
      assertThat(queue.settings().maxAttempts()).isEqualTo(2);
      assertThat(queue.stats().ready()).isEqualTo(2);
      assertThat(queue.stats().delayed()).isEqualTo(1);
      Task<String> tried = queue.takeTask();
      assertThat(tried.value()).isEqualTo("tried");
      assertThat(tried.attempt()).isEqualTo(2);
      assertThat(tried.reason()).isEqualTo("once");
      Task<String> dead = queue.deadLetters().takeTask();
      assertThat(dead.value()).isEqualTo("dead");
      assertThat(dead.reason()).isEqualTo("second");
      dead.done();
      assertThat(queue.deadLetters().isEmpty()).isTrue();
    }
    Integrity.check(path());
  }

  @Test
  void whatBecameDueWhileNobodyWasThereIsThereAtTheNextOpen() throws InterruptedException {
    long end;
    try (WorkQueue<String> queue = queue().maxAttempts(1).open()) {
      queue.put("a", Put.delay(Duration.ofMillis(1)));
      queue.put("b", Put.delay(Duration.ofMillis(200)));
      end = System.nanoTime() + Duration.ofMillis(200).toNanos();
    }
    Awaitility.await("both are due").until(() -> System.nanoTime() - end > 0);
    try (WorkQueue<String> queue = queue().open()) {
      assertThat(queue.poll()).isEqualTo("a");
      assertThat(queue.poll()).isEqualTo("b");
    }
  }

  @Test
  void whoWaitsForTheLastDeadLetterKeepsNoneFromWhoTakesThem() throws Exception {
    try (WorkQueue<String> queue = queue().maxAttempts(1).open()) {
      WorkQueue<String> dead = queue.deadLetters();
      queue.putAll(List.of("a", "b"));
      queue.takeTask().fail("first");
      Task<String> first = dead.takeTask();
      FutureTask<Boolean> done = waiting(() -> dead.awaitDone(PATIENCE));
      FutureTask<Task<String>> next = waiting(() -> dead.pollTask(PATIENCE));
      queue.takeTask().fail("second");
      Task<String> second = next.get(10, TimeUnit.SECONDS);
      assertThat(second.value()).isEqualTo("b");
      assertThat(done.isDone()).isFalse();
      first.done();
      second.done();
      assertThat(done.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whoWaitsForTheLastDeadLetterIsWokenByWhoTakesIt() throws Exception {
    try (WorkQueue<String> queue = queue().maxAttempts(1).open()) {
      queue.put("a");
      queue.takeTask().fail("always");
      WorkQueue<String> dead = queue.deadLetters();
      FutureTask<Boolean> done = waiting(() -> dead.awaitDone(PATIENCE));
      assertThat(dead.poll()).isEqualTo("a");
      assertThat(done.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDeadLetterThatGoesLeavesItsBytesToWhoWaitsForRoom(boolean tracked) throws Exception {
    String large = "x".repeat(900_000);
    try (WorkQueue<String> queue =
        queue().maxAttempts(1).set(FileQueues.MAX_BYTES, 1_000_000L).open()) {
      queue.put(large);
      queue.takeTask().fail("always");
      queue.put("small");
      FutureTask<Boolean> put = waiting(() -> queue.offer(large, Put.now(), PATIENCE));
      if (tracked) {
        queue.deadLetters().takeTask().done();
      } else {
        assertThat(queue.deadLetters().take()).isEqualTo(large);
      }
      assertThat(put.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static <V> FutureTask<V> waiting(Callable<V> call) {
    FutureTask<V> task = new FutureTask<>(call);
    Thread thread = new Thread(task);
    thread.start();
    Awaitility.await("the thread sleeps")
        .atMost(PATIENCE)
        .until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    return task;
  }

  @Test
  void theLongestDelayIsNoSurprise() throws InterruptedException {
    try (WorkQueue<String> queue = queue().open()) {
      queue.put("never", Put.delay(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)));
      assertThat(queue.poll(Duration.ofMillis(5))).isNull();
      assertThat(queue.stats().delayed()).isEqualTo(1);
    }
  }

  @Test
  void finishOutlivesARestart() throws InterruptedException {
    try (WorkQueue<String> queue = queue().open()) {
      queue.put("last");
      queue.finish();
    }
    try (WorkQueue<String> queue = queue().open()) {
      assertThat(queue.isFinished()).isTrue();
      assertThatThrownBy(() -> queue.put("more")).isInstanceOf(QueueFinishedException.class);
      assertThat(queue.take()).isEqualTo("last");
      assertThatThrownBy(queue::take).isInstanceOf(QueueFinishedException.class);
    }
  }

  @Test
  void emptyAndLargePayloadsComeBackAsTheyWere() throws Exception {
    byte[] large = new byte[5 << 20];
    new java.util.Random(1).nextBytes(large);
    try (WorkQueue<byte[]> queue = WorkQueue.open("file:" + path(), Codec.bytes())) {
      queue.put(new byte[0]);
      queue.put(large);
    }
    try (WorkQueue<byte[]> queue = WorkQueue.open("file:" + path(), Codec.bytes())) {
      assertThat(queue.take()).isEmpty();
      try (Task<byte[]> task = queue.takeTask()) {
        assertThat(task.value()).isEqualTo(large);
      }
      assertThat(queue.take()).isEqualTo(large);
    }
  }

  @Test
  void aPayloadOverTheBoundIsRefusedAndNamesBoth() {
    try (WorkQueue<String> queue = queue().maxPayload(10).open()) {
      assertThatThrownBy(() -> queue.put("12345678901"))
          .isInstanceOf(PayloadTooLargeException.class)
          .hasMessageContaining("10")
          .hasMessageContaining("11");
    }
  }

  @Test
  void theSizeLimitMakesTheQueueFullUntilTasksAreTaken() throws InterruptedException {
    String value = "x".repeat(100_000);
    try (WorkQueue<String> queue = queue().set(FileQueues.MAX_BYTES, 1_000_000L).open()) {
      int count = 0;
      while (queue.offer(value)) {
        count++;
      }
      assertThat(count).isBetween(5, 9);
      Thread producer = new Thread(() -> assertThat(putsOne(queue, value)).isTrue());
      producer.start();
      assertThat(queue.take()).isEqualTo(value); // wakes it
      producer.join(PATIENCE.toMillis());
      assertThat(queue.size()).isEqualTo(count);
    }
  }

  private static boolean putsOne(WorkQueue<String> queue, String value) {
    try {
      return queue.offer(value, PATIENCE);
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Test
  void anEmptyQueueTakesOneTaskThatIsLargerThanTheSizeLimit() throws InterruptedException {
    try (WorkQueue<String> queue = queue().set(FileQueues.MAX_BYTES, 10_000L).open()) {
      assertThat(queue.offer("x".repeat(50_000))).isTrue();
      assertThat(queue.offer("y")).isFalse();
      assertThat(queue.take()).hasSize(50_000);
    }
  }

  @Test
  void deadLettersGoAfterTheRetentionTime() throws InterruptedException {
    try (WorkQueue<String> queue =
        queue().maxAttempts(1).set(FileQueues.RETENTION, Duration.ofHours(1)).open()) {
      queue.put("kept");
      queue.takeTask().fail("always");
      assertThat(queue.deadLetters().size()).isEqualTo(1);
      assertThat(queue.deadLetters().take()).isEqualTo("kept");
    }
    try (WorkQueue<String> queue =
        queue().set(FileQueues.RETENTION, Duration.ofMillis(50)).open()) {
      queue.put("bad");
      queue.takeTask().fail("always");
      assertThat(queue.stats().dead()).isEqualTo(1);
      Awaitility.await("the dead letter is gone")
          .atMost(PATIENCE)
          .until(() -> queue.deadLetters().isEmpty());
    }
  }

  @Test
  void otherOptionsInTheSameProcessAreRefused() {
    try (WorkQueue<String> queue = queue().set(FileQueues.FSYNC, Fsync.NONE).open();
        WorkQueue<String> same = queue().open()) {
      assertThat(same.address()).isEqualTo(queue.address());
      assertThatThrownBy(() -> queue().set(FileQueues.FSYNC, Fsync.ALWAYS).open())
          .isInstanceOf(QueueSettingsException.class)
          .hasMessageContaining("NONE")
          .hasMessageContaining("fsync");
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyFsyncPolicyKeepsWhatWasPut(Fsync fsync) throws InterruptedException {
    try (WorkQueue<String> queue =
        queue()
            .set(FileQueues.FSYNC, fsync)
            .set(FileQueues.FSYNC_INTERVAL, Duration.ofMillis(10))
            .open()) {
      queue.putAll(IntStream.range(0, 500).mapToObj(i -> "t" + i).toList());
    }
    try (WorkQueue<String> queue = queue().open()) {
      assertThat(queue.size()).isEqualTo(500);
      assertThat(queue.take()).isEqualTo("t0");
    }
  }

  @Test
  void aClosedQueueLeavesOneFileAndItsBoard() throws Exception {
    try (WorkQueue<String> queue = queue().open()) {
      queue.put("one");
    }
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> Objects.toString(file.getFileName())))
          .containsExactlyInAnyOrder("jobs.queue", "jobs.queue-board");
    }
  }

  @Test
  void whatTheCloseGaveBackBeforeItWasSettledIsNoEndOfALease() throws Exception {
    QueueSettings settings;
    try (WorkQueue<String> queue = queue().open()) {
      queue.put("one");
      settings = queue.settings();
    }
    QueueFile file = QueueFile.open(path(), settings);
    FileStore store = new FileStore(QueueAddress.of("file:" + path()), file, settings, file::close);
    Claim claim = store.claim(1, Deadline.NOW).get(0);
    List<Background<?>> late = new ArrayList<>();
    List<Background<?>> closing = new ArrayList<>();
    boolean back =
        file.write(
            tables -> {
              late.add(Background.run(() -> store.settle(claim, new Outcome.Done())));
              late.add(Background.run(() -> store.done(List.of(claim))));
              late.add(Background.run(() -> store.extend(claim, PATIENCE)));
              late.forEach(Background::awaitWaiting);
              closing.add(Background.run(store::close));
              closing.get(0).awaitWaiting();
              // As the close does when its turn comes first.
              return tables.settle(
                  claim.token(Token.class), new Outcome.Back(Duration.ZERO, false, null));
            },
            false);
    assertThat(back).isTrue();
    assertThat(late)
        .allSatisfy(
            call ->
                assertThat(call.failure())
                    .isInstanceOf(QueueClosedException.class)
                    .hasMessageContaining("closed"));
    assertThat(closing.get(0).get()).isEqualTo(true);
  }

  @Test
  void aQueueIsOpenedAndClosedInAnInterruptedThreadAndLeavesNoFileOpen() throws Exception {
    for (Fsync fsync : Fsync.values()) {
      Background<Boolean> interrupted =
          Background.run(
              () -> {
                Thread.currentThread().interrupt();
                try (WorkQueue<String> queue = queue().set(FileQueues.FSYNC, fsync).open()) {
                  assertThat(Thread.interrupted()).as("after the open").isTrue();
                  queue.put("one");
                  assertThat(queue.poll()).isEqualTo("one");
                  Thread.currentThread().interrupt();
                }
                return Thread.interrupted();
              });
      assertThat(interrupted.get()).as("after the close, %s", fsync).isTrue();
    }
    assertThat(openFiles()).noneMatch(file -> file.startsWith(path().toString()));
  }

  /** As Linux tells; elsewhere none. */
  private static List<String> openFiles() throws IOException {
    List<String> open = new ArrayList<>();
    Path own = Path.of("/proc/self/fd");
    if (Files.isDirectory(own)) {
      try (DirectoryStream<Path> links = Files.newDirectoryStream(own)) {
        for (Path link : links) {
          open.add(target(link));
        }
      }
    }
    return open;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "closed";
    }
  }

  @Test
  void aClosedHandleGivesBackWhatItTookAndOthersStay() throws InterruptedException {
    try (WorkQueue<String> queue = queue().open()) {
      queue.put("one");
      try (WorkQueue<String> other = queue().open()) {
        assertThat(other.takeTask().attempt()).isEqualTo(1);
      }
      Task<String> task = queue.takeTask();
      assertThat(task.attempt()).isEqualTo(1);
      task.done();
      assertThat(queue.awaitDone(PATIENCE)).isTrue();
    }
  }
}
