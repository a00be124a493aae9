// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.queue.Codec;
import io.nightjar.queue.LeaseExpiredException;
import io.nightjar.queue.PayloadTooLargeException;
import io.nightjar.queue.Task;
import io.nightjar.queue.UnsupportedQueueException;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.contract.Background;
import io.nightjar.queue.servers.RabbitServer;
import io.nightjar.queue.socket.QueueServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broker with small bounds ends a channel that goes over one. */
@Tag("one-jdk")
@Timeout(120)
class AmqpLimitsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @SuppressWarnings("NullAway.Init") // before all tests
  private static RabbitServer server;

  private final String name = "limits-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    server =
        new RabbitServer(
            "max_message_size 1000", "consumer_timeout 1000", "channel_tick_interval 100");
    server.start();
  }

  @AfterAll
  static void end() {
    server.close();
  }

  private WorkQueue<String> open() {
    return WorkQueue.open(server.address(name), Codec.text());
  }

  @Test
  void aMessageThatIsTooLargeForTheBrokerIsNamed() throws Exception {
    try (WorkQueue<String> queue = open()) {
      assertThatThrownBy(() -> queue.put("x".repeat(1001)))
          .isInstanceOf(PayloadTooLargeException.class)
          .hasMessageContaining(name)
          .hasMessageContaining("1001")
          .hasMessageContaining("max_message_size");
      assertThatThrownBy(() -> queue.putAll(List.of("first", "x".repeat(1001))))
          .isInstanceOf(PayloadTooLargeException.class);
      String most = "x".repeat(1000);
      queue.put(most);
      assertThat(values(queue)).contains(most);
    }
  }

  @Test
  void othersPutWhileOnePutsWhatIsTooLarge() throws Exception {
    Set<String> all = Collections.synchronizedSet(new TreeSet<>());
    try (WorkQueue<String> queue = open()) {
      List<Background<Boolean>> putters = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        String putter = "putter " + i + " value ";
        putters.add(
            Background.run(
                () -> {
                  for (int j = 0; j < 100; j++) {
                    queue.put(putter + j);
                    all.add(putter + j);
                  }
                }));
      }
      int refused = 0;
      while (putters.stream().anyMatch(Background::isRunning)) {
        assertThatThrownBy(() -> queue.put("x".repeat(2000)))
            .isInstanceOf(PayloadTooLargeException.class);
        refused++;
      }
      for (Background<Boolean> putter : putters) {
        putter.get();
      }
      assertThat(refused).isPositive();
      assertThat(all).hasSize(300);
      assertThat(values(queue)).isEqualTo(all);
    }
  }

  /** All that are there; some may be there twice. */
  private static Set<String> values(WorkQueue<String> queue) {
    Set<String> values = new TreeSet<>();
    for (String value = queue.poll(); value != null; value = queue.poll()) {
      values.add(value);
    }
    return values;
  }

  @Test
  void whoHoldsATaskForTooLongIsToldOfTheBound() throws Exception {
    try (WorkQueue<String> queue = open()) {
      queue.put("a");
      Task<String> slow = queue.takeTask();
      Task<String> again = queue.pollTask(PATIENCE);
      assertThat(again).as("given to the next taker").isNotNull();
      assertThat(again.id()).isEqualTo(slow.id());
      assertThatThrownBy(slow::done)
          .isInstanceOf(LeaseExpiredException.class)
          .hasMessageContaining("connection to RabbitMQ was lost")
          .hasMessageContaining("consumer_timeout")
          .hasMessageNotContaining("lease");
      queue.put("goes on");
    }
  }

  @Test
  void aServedQueueCountsNoTasksInProgressEither() throws Exception {
    try (WorkQueue<byte[]> queue = WorkQueue.open(server.address(name), Codec.bytes());
        QueueServer served = QueueServer.serve(queue, "tcp://127.0.0.1:*/jobs");
        WorkQueue<byte[]> client = WorkQueue.open(served.address(), Codec.bytes())) {
      client.put(new byte[1]);
      for (WorkQueue<byte[]> one : List.of(client, client.deadLetters(), queue.deadLetters())) {
        assertThatThrownBy(one::inProgress)
            .isInstanceOf(UnsupportedQueueException.class)
            .hasMessageContaining("a count of the tasks in progress")
            .hasMessageContaining("redis: queues can");
      }
      assertThat(client.remainingCapacity()).isPositive();
    }
  }
}
