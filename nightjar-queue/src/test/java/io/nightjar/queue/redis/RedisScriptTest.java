// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.queue.Codec;
import io.nightjar.queue.Put;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.contract.Background;
import io.nightjar.queue.servers.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.StreamEntryID;

/** What the scripts leave in the keys of a queue, and whom they wake. */
class RedisScriptTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** One who waits, of a process that is gone: woken, it is not in its set any more. */
  private static final String GONE = "gone:1";

  private final String name = "script-" + UUID.randomUUID();
  private final Jedis jedis = RedisServer.shared().connect();
  private final WorkQueue<String> queue =
      WorkQueue.builder(RedisServer.shared().address(name), Codec.text())
          .capacity(20)
          .maxAttempts(2)
          .retryDelay(Duration.ZERO, 1, Duration.ZERO)
          .open();

  @AfterEach
  void close() {
    queue.close();
    jedis.close();
  }

  private String key(String end) {
    return "nightjar:{" + name + "}" + end;
  }

  private void waits(String set) {
    jedis.zadd(key(set), 0, GONE);
  }

  private boolean isWoken(String set) {
    return jedis.zscore(key(set), GONE) == null;
  }

  private Task<String> task() throws InterruptedException {
    Task<String> task = queue.pollTask(PATIENCE);
    assertThat(task).isNotNull();
    return task;
  }

  @Test
  void aPutWakesWhoWaitsForWork() throws Exception {
    waits(":takers");
    queue.put("a");
    assertThat(isWoken(":takers")).isTrue();
  }

  @Test
  void aWakeIsNotUsedUpByWhoIsGone() throws Exception {
    Background<String> taker = Background.run(queue::take);
    await().atMost(PATIENCE).until(() -> jedis.zcard(key(":takers")) == 1);
    waits(":takers"); // before the one who lives
    queue.put("a");
    assertThat(jedis.zcard(key(":takers"))).isZero();
    assertThat(taker.get()).isEqualTo("a");
  }

  @Test
  void aDelayWakesWhoWouldWaitTooLong() throws Exception {
    waits(":takers");
    queue.put("a", Put.delay(Duration.ofHours(1)));
    assertThat(isWoken(":takers")).isTrue();
    waits(":takers");
    queue.put("b", Put.delay(Duration.ofHours(2)));
    assertThat(isWoken(":takers")).as("the first one is due before").isFalse();
  }

  @Test
  void aLeaseThatEndsSoonerWakesWhoWouldWaitTooLong() throws Exception {
    queue.put("a");
    Task<String> task = task();
    waits(":takers");
    task.extend(Duration.ofSeconds(10));
    assertThat(isWoken(":takers")).isTrue();
  }

  @Test
  void doneWakesWhoWaitsForRoomAndForTheEnd() throws Exception {
    queue.put("a");
    Task<String> task = task();
    queue.finish();
    List<String> sets = List.of(":putters", ":watchers", ":takers");
    sets.forEach(this::waits);
    task.done();
    assertThat(sets).allMatch(this::isWoken);
  }

  @Test
  void aDeadLetterWakesWhoWaitsForOneAndForRoom() throws Exception {
    queue.put("a");
    task().fail("once");
    waits(":dead:takers");
    waits(":putters");
    task().fail("twice");
    assertThat(isWoken(":dead:takers")).isTrue();
    assertThat(isWoken(":putters")).isTrue();
  }

  @Test
  void whoLeavesAfterItWasWokenWakesTheNext() {
    waits(":putters");
    Arguments arguments =
        new Arguments().add("live").add("FIFO").add(2).add(":putters").add("woken:1");
    byte[] base = key("").getBytes(StandardCharsets.UTF_8);
    assertThat(Script.LEAVE.run(jedis, base, arguments.list())).isNotNull();
    assertThat(isWoken(":putters")).isTrue();
  }

  @Test
  void aTaskThatDiesByItselfMakesRoom() throws Exception {
    queue.putAll(Collections.nCopies(20, "a"));
    task().fail("once");
    Task<String> last = task();
    assertThat(last.attempt()).isEqualTo(2);
    assertThat(queue.offer("b")).isFalse();
    last.extend(Duration.ofMillis(1));
    await().atMost(PATIENCE).until(() -> queue.offer("b"));
  }

  @Test
  void newTasksComeBeforeThoseThatWereDelayedAndPutLater() throws Exception {
    queue.putAll(List.of("a", "b"));
    queue.put("c", Put.delay(Duration.ofMillis(1)));
    await().atMost(PATIENCE).until(() -> queue.stats().delayed() == 0);
    queue.put("d");
    assertThat(List.of(queue.take(), queue.take(), queue.take(), queue.take()))
        .containsExactly("a", "b", "c", "d");
  }

  @Test
  void aBatchIsAboutAMegabyte() throws Exception {
    String value = "x".repeat(300_000);
    queue.putAll(Collections.nCopies(8, value));
    List<Task<String>> tasks = queue.takeTasks(8, PATIENCE);
    assertThat(tasks).hasSizeBetween(3, 5);
    tasks.forEach(Task::done);
    assertThat(queue.takeTasks(8, PATIENCE)).hasSize(8 - tasks.size());
  }

  private WorkQueue<String> large() {
    return WorkQueue.open(RedisServer.shared().address(name + "-large"), Codec.text());
  }

  @Test
  void aBatchIsAThousandTasksAtMost() throws Exception {
    List<String> values = IntStream.range(0, 2_100).mapToObj(Integer::toString).toList();
    try (WorkQueue<String> large = large()) {
      large.putAll(values);
      List<String> taken = new ArrayList<>();
      for (int size : List.of(1_000, 1_000, 100)) {
        List<Task<String>> batch = large.takeTasks(Integer.MAX_VALUE, Duration.ZERO);
        assertThat(batch).hasSize(size);
        batch.forEach(task -> taken.add(task.value()));
      }
      assertThat(taken).isEqualTo(values);
    }
  }

  @Test
  void aHandleThatClosesGivesBackMoreThanOneStepLooksAt() throws Exception {
    List<String> values = IntStream.range(0, 1_500).mapToObj(Integer::toString).toList();
    try (WorkQueue<String> other = large()) {
      other.putAll(values);
      assertThat(other.takeTask().value()).isEqualTo("0");
      try (WorkQueue<String> large = large()) {
        assertThat(large.takeTasks(2_000, Duration.ZERO)).hasSize(1_000);
        assertThat(large.takeTasks(2_000, Duration.ZERO)).hasSize(499);
      }
      assertThat(other.inProgress()).isEqualTo(1);
      assertThat(other.size()).isEqualTo(1_499);
      Task<String> second = other.takeTask();
      assertThat(second.value()).isEqualTo("1");
      assertThat(second.attempt()).isEqualTo(1);
    }
  }

  @Test
  void moreForeignEntriesThanOneStepLooksAtHoldNobodyUp() throws Exception {
    try (Pipeline pipeline = jedis.pipelined()) {
      for (int i = 0; i < 1_100; i++) {
        pipeline.xadd(key(":stream"), (StreamEntryID) null, Map.of("colour", "red"));
      }
      pipeline.sync();
    }
    assertThat(queue.pollTask()).isNull();
    assertThat(queue.deadLetters().size()).as("found by one call").isEqualTo(1_100);
  }

  @Test
  void nothingIsLeftOfTasksThatAreGone() throws Exception {
    queue.putAll(List.of("done", "dead"));
    queue.put("later", Put.delay(Duration.ofMillis(1)));
    for (int i = 0; i < 6; i++) {
      Task<String> task = task();
      if (task.attempt() == 2 && !task.value().equals("dead")) {
        task.done();
      } else {
        task.fail("no");
      }
    }
    Task<String> dead = queue.deadLetters().takeTask();
    dead.requeue();
    dead = queue.deadLetters().takeTask();
    dead.done();
    assertThat(
            Stream.of(":bodies", ":ready", ":delayed", ":leases", ":attempts", ":reasons")
                .flatMap(end -> Stream.of(key(end), key(":dead" + end)))
                .filter(jedis::exists))
        .isEmpty();
    assertThat(jedis.xlen(key(":stream"))).isZero();
    assertThat(jedis.xpending(key(":stream"), "workers").getTotal()).isZero();
  }
}
