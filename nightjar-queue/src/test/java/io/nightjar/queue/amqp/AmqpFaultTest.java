// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.nightjar.queue.Codec;
import io.nightjar.queue.Order;
import io.nightjar.queue.Put;
import io.nightjar.queue.QueueDamagedException;
import io.nightjar.queue.QueueUnavailableException;
import io.nightjar.queue.Task;
import io.nightjar.queue.UnsupportedQueueException;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.contract.Background;
import io.nightjar.queue.servers.CuttingProxy;
import io.nightjar.queue.servers.FaultContract;
import io.nightjar.queue.servers.OwnThread;
import io.nightjar.queue.servers.RabbitServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes wrong with the broker, and what somebody else does to the queues. */
@Timeout(120)
class AmqpFaultTest extends FaultContract {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @SuppressWarnings("NullAway.Init") // before all tests
  private static RabbitServer server;

  private final String name = "fault-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    server = new RabbitServer();
    server.start();
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @Override
  protected WorkQueue.Builder<String> queue() {
    return WorkQueue.builder(server.address(name), Codec.text());
  }

  private static Task<String> task(WorkQueue<String> queue) throws InterruptedException {
    Task<String> task = queue.pollTask(PATIENCE);
    assertThat(task).as("a task of %s", queue).isNotNull();
    return task;
  }

  @Test
  void aBrokerThatIsDownIsAnErrorAtOpen() {
    try (RabbitServer missing = new RabbitServer()) {
      assertThatThrownBy(() -> WorkQueue.open(missing.address(name), Codec.text()))
          .isInstanceOf(QueueUnavailableException.class)
          .hasMessageContaining("127.0.0.1:" + missing.port())
          .hasMessageContaining("start it (rabbitmq-server)");
    }
  }

  @Test
  void callsWaitForABrokerThatComesBackButNotForEver() throws Exception {
    Duration start = Duration.ofMinutes(2); // a broker is slow to start on a slow machine
    try (WorkQueue<String> queue = queue().set(AmqpOptions.RECONNECT, start).open();
        WorkQueue<String> hasty =
            queue().set(AmqpOptions.RECONNECT, Duration.ofMillis(200)).open();
        WorkQueue<String> waiting =
            WorkQueue.builder(server.address(name + "-waiting"), Codec.text())
                .set(AmqpOptions.RECONNECT, start)
                .open()) {
      queue.put("before");
      CompletableFuture<Task<String>> taken =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return waiting.takeTask();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              },
              OwnThread::run);
      server.kill();
      CompletableFuture<Boolean> put =
          CompletableFuture.supplyAsync(() -> queue.offer("during"), OwnThread::run);
      assertThatThrownBy(() -> hasty.put("a"))
          .isInstanceOf(QueueUnavailableException.class)
          .hasMessageContaining("no answer from RabbitMQ at 127.0.0.1:" + server.port() + " for ")
          .hasMessageContaining("start it");
      assertThatThrownBy(hasty::take).isInstanceOf(QueueUnavailableException.class);
      assertThatThrownBy(hasty::size).isInstanceOf(QueueUnavailableException.class);
      server.start();
      assertThat(put.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(queue.poll(PATIENCE)).isEqualTo("before");
      assertThat(queue.poll(PATIENCE)).isEqualTo("during");
      waiting.put("late");
      assertThat(taken.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).value()).isEqualTo("late");
    }
  }

  @Test
  void aPutWhoseConfirmationIsLostIsMadeAgain() throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(server.port());
        WorkQueue<String> queue =
            WorkQueue.open(
                "amqp://guest:guest@127.0.0.1:" + proxy.port() + "/" + name, Codec.text())) {
      queue.put("a");
      proxy.loseNextAnswer();
      queue.put("b");
      assertThat(proxy.cuts()).isEqualTo(1);
      assertThat(queue.poll(PATIENCE)).isEqualTo("a");
      assertThat(queue.poll(PATIENCE)).isEqualTo("b");
      assertThat(queue.poll()).isIn("b", null); // at least once
    }
  }

  @Test
  void refusedCredentialsAreNamed() {
    for (String login : List.of("guest:wrong", "nobody:guest")) {
      String address = "amqp://" + login + "@127.0.0.1:" + server.port() + "/" + name;
      assertThatThrownBy(() -> WorkQueue.open(address, Codec.text()))
          .isInstanceOf(QueueUnavailableException.class)
          .hasMessageContaining(
              "refuses user " + login.replaceAll(":.*", "") + " with that password")
          .hasMessageContaining("127.0.0.1:" + server.port())
          .hasMessageNotContaining("wrong@");
    }
    String elsewhere = server.address(name) + "?vhost=elsewhere";
    assertThatThrownBy(() -> WorkQueue.open(elsewhere, Codec.text()))
        .isInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining("elsewhere")
        .hasMessageContaining("?vhost=");
  }

  @Test
  void aVirtualHostHasQueuesOfItsOwn() throws Exception {
    server.control("add_vhost", "other/host");
    server.control("set_permissions", "-p", "other/host", "guest", ".*", ".*", ".*");
    String other = server.address(name) + "?vhost=other%2Fhost";
    try (WorkQueue<String> here = queue().open();
        WorkQueue<String> there = WorkQueue.open(other, Codec.text())) {
      there.put("a");
      assertThat(here.isEmpty()).isTrue();
      assertThat(there.take()).isEqualTo("a");
    }
  }

  @Test
  void whatAUserMayNotDoIsNamed() throws Exception {
    server.control("add_user", "reader", "secret");
    server.control("set_permissions", "reader", "^$", "^$", ".*");
    String address = "amqp://reader:secret@127.0.0.1:" + server.port() + "/" + name;
    assertThatThrownBy(() -> WorkQueue.open(address, Codec.text()))
        .isInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining("does not let user reader do that")
        .hasMessageContaining("permit it")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aQueueOfSomebodyElseIsNone() throws Exception {
    try (Connection connection = server.connect();
        Channel channel = connection.createChannel()) {
      channel.queueDeclare(name, true, false, false, Map.of());
      assertThatThrownBy(() -> queue().open())
          .isInstanceOf(QueueDamagedException.class)
          .hasMessageContaining("one of that name exists with other properties")
          .hasMessageContaining("use another name");
    }
  }

  @Test
  void settingsThatCannotBeReadAreNamed() throws Exception {
    queue().open().close();
    try (Connection connection = server.connect();
        Channel channel = connection.createChannel()) {
      channel.confirmSelect();
      channel.queuePurge(name + ".settings");
      channel.basicPublish(
          "", name + ".settings", null, "order=SIDEWAYS".getBytes(StandardCharsets.UTF_8));
      channel.waitForConfirmsOrDie(PATIENCE.toMillis());
    }
    assertThatThrownBy(() -> queue().open())
        .isInstanceOf(QueueDamagedException.class)
        .hasMessageContaining("SIDEWAYS")
        .hasMessageContaining("delete the queue " + name + ".settings");
  }

  @Test
  void aQueueThatWasDeletedIsNamed() throws Exception {
    try (WorkQueue<String> queue = queue().open();
        Connection connection = server.connect();
        Channel channel = connection.createChannel()) {
      queue.put("a");
      channel.queueDelete(name);
      assertThatThrownBy(() -> queue.put("b"))
          .isInstanceOf(QueueDamagedException.class)
          .hasMessageContaining("no longer there");
      assertThatThrownBy(queue::take).isInstanceOf(QueueDamagedException.class);
    }
  }

  @Test
  void messagesOfOthersAreTasks() throws Exception {
    try (WorkQueue<String> queue = queue().open();
        Connection connection = server.connect();
        Channel channel = connection.createChannel()) {
      channel.basicPublish("", name, null, "plain".getBytes(StandardCharsets.UTF_8));
      AMQP.BasicProperties odd =
          new AMQP.BasicProperties.Builder()
              .headers(Map.of("nightjar-attempts", "many", "nightjar-reason", 5))
              .build();
      channel.basicPublish("", name, odd, "odd".getBytes(StandardCharsets.UTF_8));
      Task<String> plain = task(queue);
      assertThat(plain.value()).isEqualTo("plain");
      assertThat(plain.attempt()).isEqualTo(1);
      plain.done();
      Task<String> strange = task(queue);
      assertThat(strange.value()).isEqualTo("odd");
      assertThat(strange.attempt()).isEqualTo(1);
      strange.done();
    }
  }

  @Test
  void whatSomebodyElseRejectsIsADeadLetter() throws Exception {
    try (WorkQueue<String> queue = queue().open();
        Connection connection = server.connect();
        Channel channel = connection.createChannel()) {
      queue.put("a");
      GetResponse message = channel.basicGet(name, false);
      channel.basicReject(message.getEnvelope().getDeliveryTag(), false);
      Task<String> dead = task(queue.deadLetters());
      assertThat(dead.value()).isEqualTo("a");
      dead.done();
    }
  }

  @Test
  void whatRabbitMqCannotDoIsRefused() throws Exception {
    assertThatThrownBy(() -> queue().order(Order.LIFO).open())
        .isInstanceOf(UnsupportedQueueException.class)
        .hasMessageContaining("memory:, file: and redis: queues can");
    assertThatThrownBy(() -> queue().lease(Duration.ofMinutes(1)).open())
        .isInstanceOf(UnsupportedQueueException.class)
        .hasMessageContaining("consumer_timeout");
    try (WorkQueue<String> queue = queue().open()) {
      assertThatThrownBy(queue::finish).isInstanceOf(UnsupportedQueueException.class);
      assertThatThrownBy(queue::awaitDone).isInstanceOf(UnsupportedQueueException.class);
      assertThatThrownBy(queue::inProgress).isInstanceOf(UnsupportedQueueException.class);
      assertThatThrownBy(() -> queue.put("a", Put.delay(Duration.ofDays(100))))
          .isInstanceOf(UnsupportedQueueException.class)
          .hasMessageContaining("redis: queues can");
    }
  }

  @Test
  void aBrokerWithoutDiskIsNamed() throws Exception {
    try (WorkQueue<String> queue = queue().open();
        WorkQueue<String> hasty =
            queue().set(AmqpOptions.RECONNECT, Duration.ofSeconds(1)).open()) {
      queue.put("a");
      server.control("set_disk_free_limit", "900000000000000");
      try {
        // The broker needs a moment to see it; what is put before then is in.
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThatThrownBy(() -> hasty.put("more"))
                        .isInstanceOf(QueueUnavailableException.class)
                        .hasMessageContaining("short of memory or disk"));
        assertThat(queue.poll(PATIENCE)).isEqualTo("a");
      } finally {
        server.control("set_disk_free_limit", "1000000");
      }
      await().atMost(PATIENCE).ignoreExceptions().until(() -> queue.offer("again"));
    }
  }

  @Test
  void theListOfDelaysMendsItself() throws Exception {
    try (WorkQueue<String> queue = queue().open();
        Connection connection = server.connect();
        Channel channel = connection.createChannel()) {
      queue.put("later", Put.delay(Duration.ofMillis(60_001)));
      assertThat(channel.messageCount(name + ".delay.61000")).isEqualTo(1);
      channel.confirmSelect();
      // The same once more, one whose queue went long ago, and what is none.
      for (String text : List.of("61000", "7", "x", "-1", "99999999999")) {
        channel.basicPublish("", name + ".delays", null, text.getBytes(StandardCharsets.UTF_8));
      }
      channel.waitForConfirmsOrDie(PATIENCE.toMillis());
      try (WorkQueue<String> other = queue().open()) {
        assertThat(other.stats().delayed()).isEqualTo(1);
        assertThat(other.size()).isEqualTo(1);
      }
      assertThat(channel.messageCount(name + ".delays")).isEqualTo(2);
    }
  }

  @Test
  void aTaskThatIsTriedAgainWhileTheQueueIsFullComesWhenThereIsRoom() throws Exception {
    try (WorkQueue<String> queue =
        queue().capacity(1).retryDelay(Duration.ofMillis(1), 1, Duration.ofMillis(1)).open()) {
      queue.put("tried");
      Task<String> tried = task(queue);
      queue.put("full");
      try (Connection connection = server.connect();
          Channel channel = connection.createChannel()) {
        // It was sent ahead, and what was sent ahead does not count as waiting.
        await().atMost(PATIENCE).until(() -> channel.messageCount(name) == 1);
        tried.fail("not yet");
        await()
            .atMost(PATIENCE)
            .until(() -> channel.messageCount(name + ".delay.1") == 0); // its millisecond is over
        assertThat(channel.messageCount(name)).as("there is no room").isEqualTo(1);
      }
      assertThat(queue.poll(PATIENCE)).isEqualTo("full");
      Task<String> again = task(queue);
      assertThat(again.value()).isEqualTo("tried");
      assertThat(again.attempt()).isEqualTo(2);
      again.done();
    }
  }

  @Test
  void anInterruptWhileAnotherClientReadsTheDelaysIsSeenLater() throws Exception {
    try (WorkQueue<String> queue =
            queue().retryDelay(Duration.ofMillis(1), 1, Duration.ofMillis(1)).open();
        WorkQueue<String> looking = queue().open()) {
      queue.put("a");
      Task<String> task = task(queue);
      Background<Boolean> failing;
      Background<Boolean> counting;
      try (Connection connection = server.connect();
          Channel channel = connection.createChannel()) {
        channel.queueDeclare(name + ".lock", false, true, true, Map.of());
        failing =
            Background.run(
                () -> {
                  task.fail("not yet");
                  return Thread.interrupted();
                });
        counting = Background.run(() -> looking.stats().ready() >= 0 && Thread.interrupted());
        failing.awaitWaiting();
        counting.awaitWaiting();
        failing.interrupt();
        counting.interrupt();
        TimeUnit.MILLISECONDS.sleep(100); // so that they see it while they wait
      }
      assertThat(failing.get()).as("interrupted").isTrue();
      assertThat(counting.get()).as("interrupted").isTrue();
      assertThat(task(queue).attempt()).isEqualTo(2);
    }
  }

  @Test
  void takersWhoStayAwayGiveBackWhatWasSentAhead() throws Exception {
    try (WorkQueue<String> away = queue().open();
        WorkQueue<String> there = queue().open()) {
      there.putAll(List.of("a", "b", "c"));
      assertThat(task(away).value()).isEqualTo("a");
      assertThat(task(there).value()).isEqualTo("b");
      assertThat(task(there).value()).isEqualTo("c");
    }
  }

  @Test
  void addressesThatMakeNoSenseAreRefused() {
    for (String address : List.of("amqp:jobs", "amqp://localhost:1", "amqp://localhost:1/amq.x")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> WorkQueue.open(address, Codec.text()))
          .withMessageContaining("amqp://user:pass@host:port/name");
    }
  }
}
