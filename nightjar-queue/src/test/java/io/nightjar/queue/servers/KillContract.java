// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.queue.Codec;
import io.nightjar.queue.QueueFeature;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Producers, consumers and workers are killed with -9 at random moments, with an account of every
 * task. Each is a process that says its steps; a kill counts as one in the middle of a step if the
 * process said that it begins and not that it is done.
 */
@Timeout(180)
@Tag("one-jdk")
public abstract class KillContract {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ROUNDS = 4;

  /** So many are to be in the middle of a step. */
  private static final int CUTS = 2;

  private static final int MOST_ROUNDS = 60;
  private static final int PUT_BATCH = 300;
  private static final int WORK_BATCH = 20;

  /** So many tasks, or batches, are more than a worker does before it is killed. */
  private static final int STEPS = 500;

  private Random random = new Random();
  private String address = "";
  private WorkQueue<String> queue;

  /** For subclasses. */
  protected KillContract() {}

  /** The address of a queue that does not exist yet. */
  protected abstract String newAddress() throws Exception;

  /** Settings for this kind of queue; a lease should be long, if it is not waited for. */
  protected abstract WorkQueue.Builder<String> configure(WorkQueue.Builder<String> builder);

  /** How many tasks of a batch are put or done in one step, all of them or none. */
  protected int atOnce() {
    return 1_000;
  }

  /** How many tasks a worker may have settled before the queue knows; these may come again. */
  protected int unconfirmed() {
    return 0;
  }

  /** Waits until the tasks of the dead are back, where a queue cannot be finished. */
  protected void awaitBack(String address) throws Exception {}

  @BeforeEach
  final void open() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    random = new Random(seed);
    address = newAddress();
    queue =
        configure(WorkQueue.builder(address, Codec.text()))
            .capacity(1_000_000)
            .maxAttempts(1_000_000)
            .retryDelay(Duration.ZERO, 1, Duration.ZERO)
            .open();
  }

  @AfterEach
  final void close() {
    queue.close();
  }

  // ---- puts ----

  @Test
  void aProducerKilledInTheMiddleOfAPutLosesNothingThatWasAcknowledged() throws Exception {
    puts(1, "put", 600);
  }

  @Test
  void aProducerKilledInTheMiddleOfAPutAllLosesNothingThatWasAcknowledged() throws Exception {
    puts(PUT_BATCH, "putAll", 40);
  }

  private void puts(int batch, String role, int mostLines) throws Exception {
    List<List<String>> begun = new ArrayList<>();
    List<List<String>> acknowledged = new ArrayList<>();
    rounds(
        "putting",
        round -> {
          Child child = start(role, "r" + round + "-", batch);
          child.saysLines(1 + random.nextInt(mostLines));
          List<String> said = child.kill();
          begun.add(after("putting", said));
          acknowledged.add(after("put", said));
          return said;
        });
    List<String> found = drain().stream().map(Task::value).toList();
    int total = 0;
    for (int round = 0; round < begun.size(); round++) {
      String name = "r" + round + "-";
      List<String> there = found.stream().filter(value -> value.startsWith(name)).toList();
      // All that were acknowledged, the first ones of what was begun then, in their order.
      int sure = acknowledged.get(round).size();
      int most = begun.get(round).size();
      assertThat(there.size()).isBetween(sure, most);
      assertThat(there).isEqualTo(begun.get(round).subList(0, there.size()));
      assertThat(most - sure).isIn(0, batch);
      checkSteps(there.size() - sure, most - sure, atOnce());
      total += there.size();
    }
    assertThat(found).hasSize(total);
  }

  /** Of a batch that was cut off, whole steps were done. */
  static void checkSteps(int count, int batch, int atOnce) {
    assertThat(count == batch || count % atOnce == 0)
        .as("%d of %d, %d in one step", count, batch, atOnce)
        .isTrue();
  }

  // ---- takes and settlements ----

  @Test
  void aConsumerKilledInTheMiddleOfATakeLosesNoMoreThanThatOne() throws Exception {
    Set<String> put = new HashSet<>();
    Deliveries deliveries = deliveries();
    int kills = rounds("taking", round -> killed(put, deliveries, 1, round, "take"));
    deliveries.drained(drain());
    deliveries.checkSilent(kills, 1);
    assertThat(deliveries.lost(put, 1)).hasSizeLessThanOrEqualTo(kills);
  }

  @Test
  void aWorkerKilledInTheMiddleOfDoneLosesNothingAndDoesNothingTwice() throws Exception {
    works("work", 1);
  }

  @Test
  void aWorkerKilledInTheMiddleOfDoneAllLosesNothingAndDoesNothingTwice() throws Exception {
    works("workAll", WORK_BATCH);
  }

  private void works(String role, int batch) throws Exception {
    Set<String> put = new HashSet<>();
    Deliveries deliveries = deliveries();
    int kills = rounds("has", round -> killed(put, deliveries, batch, round, role));
    deliveries.drained(drain());
    deliveries.checkSilent(kills, batch);
    assertThat(deliveries.lost(put, atOnce())).isEmpty();
  }

  @Test
  void aWorkerKilledInTheMiddleOfAFailLosesNothing() throws Exception {
    Set<String> put = new HashSet<>();
    Deliveries deliveries = deliveries();
    int kills = rounds("has", round -> killed(put, deliveries, 1, round, "fail"));
    List<Task<String>> left = drain();
    Set<String> found = new HashSet<>();
    left.forEach(task -> found.add(task.value()));
    assertThat(found).isEqualTo(put);
    if (unconfirmed() == 0) {
      assertThat(left).hasSameSizeAs(found);
      deliveries.drained(left);
      deliveries.checkSilent(kills, 1);
    } else {
      // Put anew before the old one is acknowledged.
      assertThat(left).hasSizeLessThanOrEqualTo(found.size() + kills * (1 + unconfirmed()));
    }
  }

  private Deliveries deliveries() {
    return new Deliveries(queue.has(QueueFeature.CRASH_COUNT), unconfirmed());
  }

  /** Kills a child of a role that takes. */
  private List<String> killed(
      Set<String> put, Deliveries deliveries, int batch, int round, String role) throws Exception {
    int enough = STEPS * batch;
    if (queue.size() < enough) {
      List<String> fresh = IntStream.range(0, enough).mapToObj(i -> "t" + round + "-" + i).toList();
      queue.putAll(fresh);
      put.addAll(fresh);
    }
    Child child = start(role, batch);
    child.saysLines(20 + random.nextInt(80));
    List<String> said = child.kill();
    deliveries.killed(said);
    return said;
  }

  // ---- all together ----

  @Test
  void producersAndWorkersThatAreKilledTogetherLoseNothing() throws Exception {
    Set<String> begun = new HashSet<>();
    Set<String> lost = new HashSet<>();
    Set<String> had = new HashSet<>();
    Map<String, Integer> did = new HashMap<>();
    Set<String> unsure = new HashSet<>();
    Consumer<String> done = value -> did.merge(value, 1, Integer::sum);
    for (int round = 0; round < ROUNDS; round++) {
      try (Child producer = start("put", "p" + round + "-");
          Child one = start("work");
          Child two = start("workAll", WORK_BATCH)) {
        List<Child> all = Arrays.asList(producer, one, two);
        producer.saysLines(200 + random.nextInt(600));
        Collections.shuffle(all, random);
        for (Child child : all) {
          child.says("open");
          child.kill();
        }
        begun.addAll(after("putting", producer.ended()));
        lost.addAll(after("put", producer.ended()));
        for (Child worker : List.of(one, two)) {
          List<String> here = after("did", worker.ended());
          here.forEach(done);
          unsure.addAll(here.subList(Math.max(0, here.size() - unconfirmed()), here.size()));
          after("has", worker.ended()).forEach(has -> had.add(has.split("#", -1)[0]));
        }
      }
    }
    drain().forEach(task -> done.accept(task.value()));
    did.forEach(
        (value, times) -> {
          assertThat(begun.contains(value)).as("%s was put", value).isTrue();
          assertThat(times == 1 || unsure.contains(value)).as("%s done once", value).isTrue();
        });
    lost.removeAll(did.keySet());
    assertThat(lost).hasSizeLessThanOrEqualTo(ROUNDS * (1 + WORK_BATCH));
    lost.removeAll(had); // done, and killed before it could say so
    assertThat(lost).isEmpty();
  }

  // ---- what they share ----

  private interface Round {
    List<String> run(int round) throws Exception;
  }

  /** Kills until enough were killed in the middle of the step that begins so; how many it were. */
  private static int rounds(String step, Round round) throws Exception {
    int cuts = 0;
    int done = 0;
    while (done < ROUNDS || cuts < CUTS) {
      assertThat(done).as("kills, %d of them in the middle", cuts).isLessThan(MOST_ROUNDS);
      List<String> said = round.run(done);
      if (said.get(said.size() - 1).startsWith(step)) {
        cuts++;
      }
      done++;
    }
    System.out.println(cuts + " of " + done + " kills were in the middle");
    return done;
  }

  private Child start(String role, Object... args) throws Exception {
    return Child.start(
        QueueProcess.class, Stream.concat(Stream.of(role, address), Arrays.stream(args)).toArray());
  }

  /** What is left, with what comes back from the dead. */
  private List<Task<String>> drain() throws Exception {
    boolean finishes = queue.has(QueueFeature.FINISH);
    if (finishes) {
      queue.finish();
    } else {
      awaitBack(address);
    }
    List<Task<String>> found = new ArrayList<>();
    while (finishes || !queue.isEmpty()) {
      List<Task<String>> tasks = queue.takeTasks(500, PATIENCE);
      if (tasks.isEmpty()) {
        break;
      }
      assertThat(queue.doneAll(tasks)).isEmpty();
      found.addAll(tasks);
    }
    if (finishes) {
      assertThat(queue.size() + queue.inProgress()).isZero();
    }
    return found;
  }

  /** The values of the lines that begin so. */
  private static List<String> after(String word, List<String> said) {
    return said.stream()
        .filter(line -> line.startsWith(word + " "))
        .flatMap(line -> Arrays.stream(line.substring(word.length() + 1).split(" ", -1)))
        .toList();
  }
}
