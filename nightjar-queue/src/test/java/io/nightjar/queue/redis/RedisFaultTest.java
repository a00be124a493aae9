// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nightjar.queue.Codec;
import io.nightjar.queue.QueueDamagedException;
import io.nightjar.queue.QueueUnavailableException;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.contract.Background;
import io.nightjar.queue.servers.FaultContract;
import io.nightjar.queue.servers.OwnThread;
import io.nightjar.queue.servers.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** What goes wrong with the server, and what somebody else does to the keys of a queue. */
class RedisFaultTest extends FaultContract {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final RedisServer server = new RedisServer();

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Override
  protected WorkQueue.Builder<String> queue() {
    return WorkQueue.builder(server.address("jobs"), Codec.text());
  }

  private static Task<String> task(WorkQueue<String> queue) throws InterruptedException {
    Task<String> task = queue.pollTask(PATIENCE);
    assertThat(task).as("a task of %s", queue).isNotNull();
    return task;
  }

  @Test
  void aServerThatIsDownIsAnErrorAtOpen() {
    server.stop();
    assertThatThrownBy(() -> queue().open())
        .isInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining("127.0.0.1:" + server.port())
        .hasMessageContaining("start it (redis-server --port " + server.port());
  }

  @Test
  void callsWaitForAServerThatComesBack() throws Exception {
    try (WorkQueue<String> queue = queue().open()) {
      queue.put("before");
      server.kill();
      CompletableFuture<Void> put =
          CompletableFuture.runAsync(
              () -> assertThat(queue.offer("during")).as("room for it").isTrue(), OwnThread::run);
      server.start();
      put.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(queue.take()).isEqualTo("before");
      assertThat(queue.take()).isEqualTo("during");
    }
  }

  @Test
  void aTakerThatWaitsOutlivesTheServer() throws Exception {
    try (WorkQueue<String> queue = queue().open();
        WorkQueue<String> other = queue().open()) {
      CompletableFuture<Task<String>> taken =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return queue.takeTask();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              },
              OwnThread::run);
      try (Jedis jedis = server.connect()) {
        await().atMost(PATIENCE).until(() -> jedis.zcard("nightjar:{jobs}:takers") == 1);
      }
      server.kill();
      server.start();
      other.put("a");
      assertThat(taken.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).value()).isEqualTo("a");
    }
  }

  @Test
  void callsWaitNoLongerThanTheOptionSays() throws Exception {
    try (WorkQueue<String> queue =
        queue().set(RedisOptions.RECONNECT, Duration.ofMillis(200)).open()) {
      server.stop();
      assertThatThrownBy(() -> queue.put("a"))
          .isInstanceOf(QueueUnavailableException.class)
          .hasMessageContaining("no answer from Redis at 127.0.0.1:" + server.port() + " for ")
          .hasMessageContaining("start it");
      assertThatThrownBy(queue::take).isInstanceOf(QueueUnavailableException.class);
      assertThatThrownBy(queue::size).isInstanceOf(QueueUnavailableException.class);
    }
  }

  @Test
  void refusedCredentialsAreNamed() throws Exception {
    try (RedisServer guarded = new RedisServer("--requirepass", "secret")) {
      guarded.start();
      for (String login : List.of("", ":wrong@", "nobody:secret@")) {
        String address = "redis://" + login + "127.0.0.1:" + guarded.port() + "/jobs";
        assertThatThrownBy(() -> WorkQueue.open(address, Codec.text()))
            .isInstanceOf(QueueUnavailableException.class)
            .hasMessageContaining("refuses the credentials")
            .hasMessageContaining("127.0.0.1:" + guarded.port())
            .hasMessageNotContaining("wrong@");
      }
      try (WorkQueue<String> queue =
          WorkQueue.open("redis://:secret@127.0.0.1:" + guarded.port() + "/jobs", Codec.text())) {
        queue.put("a");
        assertThat(queue.take()).isEqualTo("a");
      }
    }
  }

  @Test
  void aUserWhoMayNotListenIsTold() throws Exception {
    try (Jedis jedis = server.connect()) {
      jedis.aclSetUser("mute", "on", ">p", "~nightjar:*", "+@all", "resetchannels");
    }
    String address = "redis://mute:p@127.0.0.1:" + server.port() + "/jobs";
    try (WorkQueue<String> queue = WorkQueue.open(address, Codec.text())) {
      assertThatThrownBy(() -> queue.poll(PATIENCE))
          .isInstanceOf(QueueUnavailableException.class)
          .hasMessageContaining("keys and channels that begin with nightjar:");
    }
  }

  @Test
  void keysOfSomebodyElseAreNoQueue() {
    try (Jedis jedis = server.connect()) {
      jedis.set("nightjar:{jobs}", "mine");
      assertThatThrownBy(() -> queue().open())
          .isInstanceOf(QueueDamagedException.class)
          .hasMessageContaining("the key nightjar:{jobs} holds a string of somebody else");
      jedis.del("nightjar:{jobs}");
      jedis.hset("nightjar:{jobs}", "mine", "too");
      assertThatThrownBy(() -> queue().open())
          .isInstanceOf(QueueDamagedException.class)
          .hasMessageContaining("holds a hash of somebody else");
      jedis.del("nightjar:{jobs}");
      jedis.lpush("nightjar:{jobs}:stream", "mine");
      assertThatThrownBy(() -> queue().open())
          .isInstanceOf(QueueDamagedException.class)
          .hasMessageContaining("nightjar:{jobs}:stream holds a list");
      assertThat(jedis.exists("nightjar:{jobs}")).isFalse();
    }
  }

  @Test
  void aKeyThatIsOverwrittenLaterIsNamed() throws Exception {
    try (WorkQueue<String> queue = queue().open();
        Jedis jedis = server.connect()) {
      jedis.set("nightjar:{jobs}:stream", "mine");
      assertThatThrownBy(() -> queue.put("a"))
          .isInstanceOf(QueueDamagedException.class)
          .hasMessageContaining("overwritten");
    }
  }

  @Test
  void aQueueOfANewerVersionIsRefused() {
    try (Jedis jedis = server.connect()) {
      jedis.hset("nightjar:{jobs}", "format", "2");
      assertThatThrownBy(() -> queue().open())
          .isInstanceOf(QueueDamagedException.class)
          .hasMessageContaining("newer Nightjar");
    }
  }

  @Test
  void settingsThatCannotBeReadAreNamed() {
    queue().open().close();
    try (Jedis jedis = server.connect()) {
      jedis.hset("nightjar:{jobs}", "set.lease", "soon");
      assertThatThrownBy(() -> queue().open())
          .isInstanceOf(QueueDamagedException.class)
          .hasMessageContaining("lease")
          .hasMessageContaining("soon");
    }
  }

  @Test
  void aQueueThatWasDeletedIsNamed() throws Exception {
    try (WorkQueue<String> queue = queue().open();
        Jedis jedis = server.connect()) {
      queue.put("a");
      jedis.flushAll();
      assertThatThrownBy(() -> queue.put("b"))
          .isInstanceOf(QueueDamagedException.class)
          .hasMessageContaining("no longer there")
          .hasMessageContaining("appendonly");
      assertThatThrownBy(queue::take).isInstanceOf(QueueDamagedException.class);
    }
    try (WorkQueue<String> queue = queue().open()) {
      assertThat(queue.isEmpty()).isTrue();
    }
  }

  @Test
  void aForeignEntryOfTheStreamIsADeadLetter() throws Exception {
    try (WorkQueue<String> queue = queue().open();
        Jedis jedis = server.connect()) {
      queue.put("a");
      StreamEntryID id =
          jedis.xadd("nightjar:{jobs}:stream", (StreamEntryID) null, Map.of("colour", "red"));
      assertThat(id).isNotNull();
      queue.put("b");
      queue.put("c");
      assertThat(queue.take()).isEqualTo("a");
      assertThat(queue.take()).isEqualTo("b");
      assertThat(queue.take()).isEqualTo("c");
      Task<String> dead = task(queue.deadLetters());
      assertThat(dead.id()).isEqualTo(id.toString());
      assertThat(dead.value()).isEqualTo("colour red");
      assertThat(dead.reason()).contains("damaged").contains("no field \"payload\"");
      dead.done();
      assertThat(queue.isEmpty()).isTrue();
    }
  }

  @Test
  void aDeletedEntryHoldsNobodyUp() throws Exception {
    try (WorkQueue<String> queue = queue().open();
        Jedis jedis = server.connect()) {
      queue.putAll(List.of("a", "b", "c"));
      Task<String> first = task(queue);
      jedis.xdel("nightjar:{jobs}:stream", new StreamEntryID(first.id()));
      first.requeue();
      assertThat(task(queue).value()).isEqualTo("b");
      jedis.del("nightjar:{jobs}:stream");
      queue.put("d");
      assertThat(queue.poll(PATIENCE)).isEqualTo("d");
    }
  }

  @Test
  void aServerOutOfMemoryIsNamed() throws Exception {
    try (WorkQueue<String> queue = queue().open();
        Jedis jedis = server.connect()) {
      queue.put("a");
      jedis.configSet("maxmemory", "1");
      assertThatThrownBy(() -> queue.put("b"))
          .isInstanceOf(QueueUnavailableException.class)
          .hasMessageContaining("raise its maxmemory");
      jedis.configSet("maxmemory", "0");
      assertThat(queue.take()).isEqualTo("a");
    }
  }

  @Test
  void aPutThatWaitedTakesNoMemoryThatTheServerHasNot() throws Exception {
    String putters = "nightjar:{jobs}:putters";
    try (WorkQueue<String> queue = queue().capacity(1).open();
        Jedis jedis = server.connect()) {
      queue.put("a");
      Background<Boolean> putting = Background.run(() -> queue.put("b"));
      await().atMost(PATIENCE).until(() -> jedis.exists(putters));
      jedis.configSet("maxmemory", "1");
      assertThat(queue.take()).isEqualTo("a");
      assertThat(putting.failure())
          .isInstanceOf(QueueUnavailableException.class)
          .hasMessageContaining("raise its maxmemory");
      assertThat(jedis.exists(putters)).as("somebody waits").isFalse();
      jedis.configSet("maxmemory", "0");
      assertThat(queue.isEmpty()).isTrue();
    }
  }

  @Test
  void aServerThatCannotWriteIsNamed() throws Exception {
    try (WorkQueue<String> queue = queue().open();
        Jedis jedis = server.connect()) {
      queue.put("a");
      Path snapshot = server.folder().resolve("dump.rdb");
      Files.createDirectory(snapshot); // so that no file can be written there
      jedis.configSet("save", "3600 1");
      jedis.bgsave();
      await()
          .atMost(PATIENCE)
          .until(() -> jedis.info("persistence").contains("rdb_last_bgsave_status:err"));
      assertThatThrownBy(() -> queue.put("b"))
          .isInstanceOf(QueueUnavailableException.class)
          .hasMessageContaining("cannot write to its disk");
      Files.delete(snapshot);
      jedis.bgsave();
      await()
          .atMost(PATIENCE)
          .until(() -> jedis.info("persistence").contains("rdb_last_bgsave_status:ok"));
      queue.put("c");
      assertThat(queue.take()).isEqualTo("a");
      assertThat(queue.take()).isEqualTo("c");
    }
  }

  @Test
  void addressesThatMakeNoSenseAreRefused() {
    for (String address :
        List.of("redis:jobs", "redis://localhost:1", "redis://localhost:1/", "redis:///jobs")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> WorkQueue.open(address, Codec.text()))
          .withMessageContaining("redis://host:port/name");
    }
  }
}
