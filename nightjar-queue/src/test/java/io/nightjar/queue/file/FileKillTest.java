// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.queue.Codec;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed at random moments, with an account of every task. */
@Timeout(180)
class FileKillTest {
  private static final int ROUNDS = 6;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;
  private Path path;
  private Random random;

  @BeforeEach
  void seed() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    random = new Random(seed);
    path = folder.resolve("jobs.queue");
  }

  private WorkQueue<String> open() {
    return WorkQueue.builder("file:" + path, Codec.text())
        .capacity(1_000_000)
        .lease(Duration.ofMinutes(10)) // nothing comes back by the clock
        .maxAttempts(1000)
        .open();
  }

  @Test
  void aProcessKilledInTheMiddleOfAPutLosesNothingThatWasAcknowledged() throws Exception {
    try (WorkQueue<String> queue = open()) {
      Set<String> acknowledged = new HashSet<>();
      Set<String> begun = new HashSet<>();
      for (int round = 0; round < ROUNDS; round++) {
        Child child = Child.start("put", path, "r" + round + "-");
        child.saysLines(100 + random.nextInt(1000));
        List<String> said = child.kill();
        acknowledged.addAll(after("put ", said));
        begun.addAll(after("putting ", said));
      }
      List<String> found = drain(queue);
      assertThat(found).doesNotHaveDuplicates().containsAll(acknowledged);
      assertThat(begun).containsAll(found);
      assertThat(begun.size() - acknowledged.size()).isLessThanOrEqualTo(ROUNDS);
    }
  }

  @Test
  void aProcessKilledInTheMiddleOfATakeLosesNoMoreThanThatOne() throws Exception {
    try (WorkQueue<String> queue = open()) {
      Set<String> put = fill(queue, 8_000);
      List<String> taken = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        Child child = Child.start("take", path);
        child.saysLines(100 + random.nextInt(1000));
        taken.addAll(after("took ", child.kill()));
      }
      // "take" is done with the task at once: one that it had begun to take may be gone.
      taken.addAll(drain(queue));
      assertThat(taken).doesNotHaveDuplicates();
      assertThat(put).containsAll(taken);
      assertThat(put.size() - taken.size()).isBetween(0, ROUNDS);
      Integrity.check(path);
    }
  }

  @Test
  void aProcessKilledInTheMiddleOfAnAcknowledgementLosesNothingAndDoesNothingTwice()
      throws Exception {
    try (WorkQueue<String> queue = open()) {
      Set<String> put = fill(queue, 8_000);
      List<String> did = new ArrayList<>();
      Map<String, Integer> attempts = new HashMap<>();
      Set<String> unknown = new HashSet<>();
      int silent = 0;
      for (int round = 0; round < ROUNDS; round++) {
        Child child = Child.start("work", path);
        child.saysLines(100 + random.nextInt(1000));
        List<String> said = child.kill();
        List<String> done = after("did ", said);
        did.addAll(done);
        for (String has : after("has ", said)) {
          String[] words = has.split(" ", -1);
          int attempt = Integer.parseInt(words[1]);
          // Each delivery but the first follows one of a process that is dead, and that may have
          // been killed before it could say what it had.
          int before = attempts.getOrDefault(words[0], 0);
          assertThat(attempt).isGreaterThan(before);
          silent += attempt - before - 1;
          attempts.put(words[0], attempt);
          if (!done.contains(words[0])) {
            unknown.add(words[0]);
          }
        }
      }
      assertThat(did).doesNotHaveDuplicates();
      assertThat(unknown.size() + silent).isLessThanOrEqualTo(ROUNDS);
      Set<String> seen = new HashSet<>(did);
      for (String value : drain(queue)) {
        assertThat(seen.add(value)).as("%s was done already", value).isTrue();
      }
      seen.addAll(unknown); // killed between the end of the step and the word of it
      assertThat(seen).isEqualTo(put);
      Integrity.check(path);
    }
  }

  @Test
  void producersAndConsumersAreKilledTogetherAndEveryTaskIsAccountedFor() throws Exception {
    Set<String> acknowledged = new HashSet<>();
    List<String> did = new ArrayList<>();
    Set<String> had = new HashSet<>();
    try (WorkQueue<String> queue = open()) {
      for (int round = 0; round < 3; round++) {
        try (Child producer = Child.start("put", path, "p" + round + "-");
            Child one = Child.start("work", path);
            Child two = Child.start("work", path)) {
          List<Child> all = new ArrayList<>(List.of(producer, one, two));
          producer.saysLines(200 + random.nextInt(1000));
          java.util.Collections.shuffle(all, random);
          for (Child child : all) {
            child.says("open");
            child.kill();
          }
          acknowledged.addAll(after("put ", producer.ended()));
          for (Child worker : List.of(one, two)) {
            did.addAll(after("did ", worker.ended()));
            after("has ", worker.ended()).forEach(has -> had.add(has.split(" ", -1)[0]));
          }
        }
      }
      did.addAll(drain(queue));
    }
    assertThat(did).doesNotHaveDuplicates();
    Set<String> lost = new HashSet<>(acknowledged);
    did.forEach(lost::remove);
    assertThat(had).containsAll(lost); // done, and killed before it could say so
    assertThat(lost).hasSizeLessThanOrEqualTo(6);
  }

  private static Set<String> fill(WorkQueue<String> queue, int count) throws InterruptedException {
    Set<String> put = new HashSet<>();
    for (int i = 0; i < count; i++) {
      put.add("t" + i);
    }
    queue.putAll(List.copyOf(put));
    return put;
  }

  /** What is left, with what comes back from the dead. */
  private static List<String> drain(WorkQueue<String> queue) throws InterruptedException {
    List<String> found = new ArrayList<>();
    queue.finish();
    for (List<Task<String>> tasks = queue.takeTasks(500, PATIENCE);
        !tasks.isEmpty();
        tasks = queue.takeTasks(500, PATIENCE)) {
      for (Task<String> task : tasks) {
        found.add(task.value());
        task.done();
      }
    }
    assertThat(queue.size() + queue.inProgress()).isZero();
    return found;
  }

  private static List<String> after(String start, List<String> said) {
    return said.stream()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()))
        .toList();
  }
}
