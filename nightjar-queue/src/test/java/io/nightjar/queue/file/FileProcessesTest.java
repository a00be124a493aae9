// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.queue.Codec;
import io.nightjar.queue.Put;
import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.contract.Background;
import io.nightjar.queue.servers.Child;
import io.nightjar.queue.spi.Claim;
import io.nightjar.queue.spi.Deadline;
import io.nightjar.queue.spi.Entry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What processes on one file see of each other. Nothing here happens by the clock. */
@Timeout(120)
class FileProcessesTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir Path folder;

  private Path path() {
    return folder.resolve("jobs.queue");
  }

  private WorkQueue.Builder<String> queue() {
    return WorkQueue.builder("file:" + path(), Codec.text());
  }

  @Test
  void aPutWakesAConsumerOfAnotherProcess() throws Exception {
    try (WorkQueue<String> queue = queue().lease(LONG).open();
        Child consumer = FileProcess.start("wait", path()).says("open")) {
      queue.put("task");
      consumer.says("got task");
    }
  }

  @Test
  void aPutWakesEveryWaitingConsumerInItsTurn() throws Exception {
    try (WorkQueue<String> queue = queue().lease(LONG).open();
        WorkQueue<String> back =
            WorkQueue.builder("file:" + folder.resolve("back.queue"), Codec.text())
                .lease(LONG)
                .open();
        Child echo = FileProcess.start("echo", path(), folder.resolve("back.queue")).says("open");
        Child other =
            FileProcess.start("echo", path(), folder.resolve("back.queue")).says("open")) {
      for (int i = 0; i < 200; i++) {
        queue.put("task " + i);
        assertThat(back.poll(PATIENCE)).isEqualTo("task " + i);
      }
      assertThat(echo).isNotEqualTo(other);
    }
  }

  @Test
  void whoIsInterruptedWhileItJoinsIsWokenAndWakesTheOthers() throws Exception {
    try (WorkQueue<String> queue = queue().lease(LONG).open()) {
      for (int round = 0; round < 20; round++) {
        // As another process, which shares nothing with the first one but the file.
        Background<QueueFile> joining =
            Background.run(
                () -> {
                  Thread.currentThread().interrupt();
                  return QueueFile.open(path(), queue.settings());
                });
        while (joining.isRunning()) {
          joining.interrupt();
          LockSupport.parkNanos(20_000);
        }
        QueueFile file = joining.get();
        try (FileStore other =
            new FileStore(QueueAddress.of(queue.address()), file, queue.settings(), file::close)) {
          Background<String> here = Background.run(queue::take);
          here.awaitWaiting();
          other.put(List.of(new Entry(new byte[] {'a'}, Put.now())), Deadline.NOW);
          assertThat(here.get()).isEqualTo("a");
          Background<List<Claim>> there = Background.run(() -> other.take(1, Deadline.FOREVER));
          there.awaitWaiting();
          queue.put("b");
          assertThat(there.get()).hasSize(1);
        }
      }
    }
  }

  @Test
  void aTakeWakesAProducerThatWaitsForRoomInAnotherProcess() throws Exception {
    try (WorkQueue<String> queue = queue().lease(LONG).capacity(3).open();
        Child producer = FileProcess.start("put", path(), "t")) {
      List<String> taken = new ArrayList<>();
      while (taken.size() < 300) {
        String value = queue.poll(PATIENCE);
        assertThat(value).as("after %d", taken.size()).isEqualTo("t" + taken.size());
        taken.add(value);
      }
      assertThat(producer.kill()).contains("put t290");
    }
  }

  @Test
  void finishEndsTheConsumersOfOtherProcesses() throws Exception {
    try (WorkQueue<String> queue = queue().lease(LONG).open();
        Child one = FileProcess.start("work", path()).says("open");
        Child two = FileProcess.start("take", path()).says("open")) {
      queue.put("a");
      queue.put("b");
      assertThat(queue.awaitDone(PATIENCE)).isTrue();
      queue.finish();
      assertThat(one.ended()).contains("end");
      assertThat(two.ended()).contains("end");
    }
  }

  @Test
  void theTasksOfAKilledProcessAreBackAtOnce() throws Exception {
    try (WorkQueue<String> queue = queue().lease(LONG).open();
        Child holder = FileProcess.start("hold", path(), 2).says("open")) {
      queue.putAll(List.of("a", "b"));
      holder.says("holds 2");
      holder.kill();
      try (Task<String> task = queue.pollTask(PATIENCE)) {
        assertThat(task).isNotNull();
        assertThat(task.attempt()).isEqualTo(2);
        assertThat(task.reason()).contains("gone");
      }
    }
  }

  @Test
  void aTaskWhoseLastProcessIsKilledIsADeadLetter() throws Exception {
    try (WorkQueue<String> queue = queue().lease(LONG).maxAttempts(1).open();
        Child holder = FileProcess.start("hold", path(), 1).says("open")) {
      queue.put("a");
      holder.says("holds 1");
      holder.kill();
      Task<String> dead = queue.deadLetters().pollTask(PATIENCE);
      assertThat(dead).isNotNull();
      assertThat(dead.reason()).contains("gone");
      dead.done();
    }
  }

  @Test
  void theTasksOfAProcessThatDiedAloneAreBackAtTheNextOpen() throws Exception {
    try (WorkQueue<String> queue = queue().lease(LONG).open()) {
      queue.put("a");
    }
    try (Child holder = FileProcess.start("hold", path(), 1).says("holds 1")) {
      holder.kill();
    }
    try (WorkQueue<String> queue = queue().open()) {
      assertThat(queue.pollTask(PATIENCE)).extracting(Task::attempt).isEqualTo(2);
    }
    Integrity.check(path());
  }

  @Test
  void theTaskOfAFrozenProcessIsBackAtTheEndOfItsLeaseAndItsWordDoesNotCount() throws Exception {
    try (WorkQueue<String> queue = queue().lease(LONG).open();
        Child holder = FileProcess.start("hold", path(), 1, 300).says("open")) {
      queue.put("a");
      holder.says("holds 1");
      holder.freeze(); // before or after the end of its short lease, which it cannot see
      Task<String> task = queue.pollTask(PATIENCE);
      assertThat(task).isNotNull();
      assertThat(task.attempt()).isEqualTo(2);
      task.done();
      holder.thaw();
      holder.write("go\n");
      assertThat(holder.ended()).contains("LeaseExpiredException").doesNotContain("did a");
      assertThat(queue.awaitDone(PATIENCE)).isTrue();
      assertThat(queue.stats().expired()).isEqualTo(1);
    }
  }

  @Test
  void otherSettingsInAnotherProcessAreRefusedAndNamedBoth() throws Exception {
    try (WorkQueue<String> queue = queue().capacity(7).open();
        Child other = FileProcess.start("capacity", path(), 8)) {
      assertThat(other.ended())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .startsWith("QueueSettingsException")
                      .contains(path().toString(), "7", "8"));
      assertThat(queue.settings().capacity()).isEqualTo(7);
    }
  }

  @Test
  void processesThatMakeTheQueueAtTheSameTimeAgree() throws Exception {
    for (int round = 0; round < 3; round++) {
      Path file = folder.resolve("made" + round + ".queue");
      try (Child one = FileProcess.start("capacity", file, 10_000);
          Child two = FileProcess.start("capacity", file, 10_000);
          Child three = FileProcess.start("capacity", file, 10_000)) {
        for (Child child : List.of(one, two, three)) {
          assertThat(child.ended()).contains("open", "capacity 10000");
        }
      }
      Integrity.check(file);
    }
  }

  @Test
  void aPathTooLongForASocketStillWakes() throws Exception {
    Path deep = folder.resolve("d".repeat(120));
    java.nio.file.Files.createDirectories(deep);
    Path file = deep.resolve("jobs.queue");
    try (WorkQueue<String> queue =
            WorkQueue.builder("file:" + file, Codec.text()).lease(LONG).open();
        Child consumer = FileProcess.start("wait", file).says("open")) {
      queue.put("task");
      consumer.says("got task");
    }
  }
}
