// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.servers;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.MessageProperties;
import io.nightjar.queue.Codec;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadGroupParams;

/**
 * How fast queues on brokers are, beside the bare clients. No test: it runs when it is named, as in
 * {@code mvn test -pl nightjar-queue -am -Dtest=BrokerSpeed
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Timeout(250)
class BrokerSpeed {
  private static final int COUNT = Integer.getInteger("nightjar.speed.count", 10_000);
  private static final int BATCH = 100;
  private static final byte[] PAYLOAD = new byte[100];

  private interface Work {
    void run() throws Exception;
  }

  private static void measure(String what, int count, Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("%-52s %8.0f tasks/s%n", what, count / seconds);
  }

  private static void nightjar(String label, String address) throws Exception {
    try (WorkQueue<byte[]> queue =
        WorkQueue.builder(address, Codec.bytes()).capacity(10 * COUNT).open()) {
      List<byte[]> batch = Collections.nCopies(BATCH, PAYLOAD);
      for (boolean warm : new boolean[] {true, false}) {
        int count = warm ? COUNT / 4 : COUNT;
        String name = (warm ? "(warm-up) " : "") + label;
        measure(
            name + ", put one by one",
            count,
            () -> {
              for (int i = 0; i < count; i++) {
                queue.put(PAYLOAD);
              }
            });
        measure(
            name + ", take a task, done",
            count,
            () -> {
              for (int i = 0; i < count; i++) {
                queue.takeTask().done();
              }
            });
        measure(
            name + ", putAll of " + BATCH,
            count,
            () -> {
              for (int i = 0; i < count; i += BATCH) {
                queue.putAll(batch);
              }
            });
        measure(
            name + ", takeTasks of " + BATCH + ", each done",
            count,
            () -> {
              for (int i = 0; i < count; ) {
                for (Task<byte[]> task : queue.takeTasks(BATCH, Duration.ofSeconds(10))) {
                  task.done();
                  i++;
                }
              }
            });
      }
    }
    latency(label, address + "-ping", address + "-pong");
  }

  private static void latency(String label, String ping, String pong) throws Exception {
    int rounds = 1_000;
    try (WorkQueue<byte[]> there = WorkQueue.open(ping, Codec.bytes());
        WorkQueue<byte[]> back = WorkQueue.open(pong, Codec.bytes());
        WorkQueue<byte[]> there2 = WorkQueue.open(ping, Codec.bytes());
        WorkQueue<byte[]> back2 = WorkQueue.open(pong, Codec.bytes())) {
      Thread echo =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < rounds; i++) {
                    back2.put(there2.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      echo.start();
      List<Long> times = new ArrayList<>();
      for (int i = 0; i < rounds; i++) {
        long start = System.nanoTime();
        there.put(PAYLOAD);
        back.take();
        times.add((System.nanoTime() - start) / 2);
      }
      echo.join();
      Collections.sort(times);
      System.out.printf(
          "%-52s %8.0f us median, %.0f us at 99 %%%n",
          label + ", put to take in another thread that waits",
          times.get(rounds / 2) / 1e3,
          times.get(rounds * 99 / 100) / 1e3);
    }
  }

  @Test
  void redis() throws Exception {
    try (RedisServer server = new RedisServer("--appendfsync", "everysec")) {
      server.start();
      nightjar("redis:", server.address("speed"));
      try (Jedis jedis = server.connect()) {
        bareJedis(jedis);
      }
    }
  }

  private static void bareJedis(Jedis jedis) throws Exception {
    jedis.xgroupCreate("bare", "g", new StreamEntryID(0, 0), true);
    Map<byte[], byte[]> entry = Map.of(new byte[] {'p'}, PAYLOAD);
    byte[] key = {'b', 'a', 'r', 'e'};
    measure(
        "Jedis bare, XADD one by one",
        COUNT,
        () -> {
          for (int i = 0; i < COUNT; i++) {
            jedis.xadd(key, XAddParams.xAddParams(), entry);
          }
        });
    measure(
        "Jedis bare, XREADGROUP 1, XACK, XDEL",
        COUNT,
        () -> {
          for (int i = 0; i < COUNT; i++) {
            take(jedis, 1);
          }
        });
    measure(
        "Jedis bare, XADD in pipelines of " + BATCH,
        COUNT,
        () -> {
          for (int i = 0; i < COUNT; i += BATCH) {
            Pipeline pipeline = jedis.pipelined();
            for (int k = 0; k < BATCH; k++) {
              pipeline.xadd(key, XAddParams.xAddParams(), entry);
            }
            pipeline.sync();
          }
        });
    measure(
        "Jedis bare, XREADGROUP " + BATCH + ", each XACK, XDEL",
        COUNT,
        () -> {
          for (int i = 0; i < COUNT; i += BATCH) {
            take(jedis, BATCH);
          }
        });
  }

  private static void take(Jedis jedis, int count) {
    jedis
        .xreadGroup(
            "g",
            "c",
            XReadGroupParams.xReadGroupParams().count(count),
            Map.of("bare", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY))
        .get(0)
        .getValue()
        .forEach(
            entry -> {
              jedis.xack("bare", "g", entry.getID());
              jedis.xdel("bare", entry.getID());
            });
  }

  @Test
  void rabbitMq() throws Exception {
    try (RabbitServer server = new RabbitServer()) {
      server.start();
      nightjar("amqp:", server.address("speed"));
      try (Connection connection = server.connect();
          Channel channel = connection.createChannel()) {
        bareClient(channel);
      }
    }
  }

  private static void bareClient(Channel channel) throws Exception {
    channel.queueDeclare("bare", true, false, false, Map.of());
    channel.confirmSelect();
    measure(
        "RabbitMQ client bare, publish, wait for confirm",
        COUNT,
        () -> {
          for (int i = 0; i < COUNT; i++) {
            publish(channel);
            channel.waitForConfirmsOrDie();
          }
        });
    measure("RabbitMQ client bare, consume (16 ahead), ack", COUNT, () -> consume(channel));
    measure(
        "RabbitMQ client bare, publish " + BATCH + ", wait for confirms",
        COUNT,
        () -> {
          for (int i = 0; i < COUNT; i++) {
            publish(channel);
            if (i % BATCH == BATCH - 1) {
              channel.waitForConfirmsOrDie();
            }
          }
        });
  }

  private static void publish(Channel channel) throws IOException {
    channel.basicPublish("", "bare", MessageProperties.PERSISTENT_BASIC, PAYLOAD);
  }

  private static void consume(Channel channel) throws Exception {
    CountDownLatch left = new CountDownLatch(COUNT);
    channel.basicQos(16);
    String tag =
        channel.basicConsume(
            "bare",
            false,
            new DefaultConsumer(channel) {
              @Override
              public void handleDelivery(
                  String consumer, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                  throws IOException {
                channel.basicAck(envelope.getDeliveryTag(), false);
                left.countDown();
              }
            });
    left.await();
    channel.basicCancel(tag);
  }
}
