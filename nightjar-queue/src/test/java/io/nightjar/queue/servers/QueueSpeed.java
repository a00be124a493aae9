// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.MessageProperties;
import io.nightjar.queue.Codec;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.file.FileQueues;
import io.nightjar.queue.file.Fsync;
import io.nightjar.queue.servers.SpeedTable.Column;
import io.nightjar.queue.socket.QueueServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadGroupParams;

/**
 * How fast each kind of queue is, beside what one would use without it. One thread puts and then
 * takes; a waiting taker is another thread. No test: it runs when it is named, as {@code
 * nightjar-benchmarks/queues} does.
 */
@Timeout(900)
class QueueSpeed {
  private static final int COUNT = Integer.getInteger("nightjar.speed.count", 10_000);
  private static final int ROUNDS = Integer.getInteger("nightjar.speed.rounds", 5);
  private static final int IN_MEMORY = 50;
  private static final int BATCH = 100;
  private static final int TRIPS = 500;
  private static final byte[] PAYLOAD = new byte[100];

  private final SpeedTable table = new SpeedTable();

  /** One of those that are compared; does a round. */
  private interface Contender {
    void round() throws Exception;
  }

  private interface Work {
    void run() throws Exception;
  }

  /**
   * In turn, so that a machine that gets slower gets slower for all; the first round is dropped.
   */
  private void race(Contender... contenders) throws Exception {
    for (int round = 0; round <= ROUNDS; round++) {
      for (Contender contender : contenders) {
        contender.round();
      }
      if (round == 0) {
        table.clear();
      }
    }
    table.print();
  }

  private void rate(String row, Column column, int count, Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    table.add(row, column, count * 1e9 / (System.nanoTime() - start));
  }

  /** The same, of what is done once for each task. */
  private void each(String row, Column column, int count, Work once) throws Exception {
    rate(row, column, count, () -> repeat(count, once));
  }

  private static void repeat(int count, Work once) throws Exception {
    for (int i = 0; i < count; i++) {
      once.run();
    }
  }

  private void latency(String row, Work trip) throws Exception {
    double[] micros = new double[TRIPS];
    for (int i = 0; i < TRIPS; i++) {
      long start = System.nanoTime();
      trip.run();
      micros[i] = (System.nanoTime() - start) / 2e3;
    }
    Arrays.sort(micros);
    table.add(row, Column.MEDIAN, micros[TRIPS / 2]);
    table.add(row, Column.TAIL, micros[TRIPS * 99 / 100]);
  }

  /** Answers each trip, in a thread that waits for it. */
  private static Thread echo(Work once) {
    Thread thread =
        new Thread(
            () -> {
              try {
                repeat(TRIPS, once);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    thread.start();
    return thread;
  }

  // ---- Nightjar ----

  private Contender nightjar(String row, String address, int count) {
    return nightjar(row, address, count, builder -> builder);
  }

  private Contender nightjar(
      String row, String address, int count, UnaryOperator<WorkQueue.Builder<byte[]>> settings) {
    return () -> {
      try (WorkQueue<byte[]> queue =
          settings.apply(WorkQueue.builder(address, Codec.bytes()).capacity(2 * count)).open()) {
        work(row, queue, count);
      }
      try (WorkQueue<byte[]> there = open(address + "-there", settings);
          WorkQueue<byte[]> back = open(address + "-back", settings);
          WorkQueue<byte[]> far = open(address + "-there", settings);
          WorkQueue<byte[]> farBack = open(address + "-back", settings)) {
        Thread echo = echo(() -> farBack.put(far.take()));
        latency(
            row,
            () -> {
              there.put(PAYLOAD);
              back.take();
            });
        echo.join();
      }
    };
  }

  private static WorkQueue<byte[]> open(
      String address, UnaryOperator<WorkQueue.Builder<byte[]>> settings) {
    return settings.apply(WorkQueue.builder(address, Codec.bytes())).open();
  }

  private void work(String row, WorkQueue<byte[]> queue, int count) throws Exception {
    each(row, Column.PUT, count, () -> queue.put(PAYLOAD));
    each(row, Column.TAKE, count, () -> queue.takeTask().done());
    rate(row, Column.PUT_BATCH, count, () -> putBatches(queue, count));
    rate(
        row,
        Column.TAKE_EACH,
        count,
        () -> takeBatches(queue, count, tasks -> tasks.forEach(Task::done)));
    putBatches(queue, count);
    rate(row, Column.TAKE_BATCH, count, () -> takeBatches(queue, count, queue::doneAll));
  }

  private static void putBatches(WorkQueue<byte[]> queue, int count) throws InterruptedException {
    List<byte[]> batch = Collections.nCopies(BATCH, PAYLOAD);
    for (int i = 0; i < count; i += BATCH) {
      queue.putAll(batch);
    }
  }

  private interface Settlement {
    void settle(List<Task<byte[]>> tasks);
  }

  private static void takeBatches(WorkQueue<byte[]> queue, int count, Settlement settlement)
      throws InterruptedException {
    for (int i = 0; i < count; ) {
      List<Task<byte[]>> tasks = queue.takeTasks(BATCH, Duration.ofSeconds(10));
      settlement.settle(tasks);
      i += tasks.size();
    }
  }

  // ---- in this machine ----

  @Test
  void memory() throws Exception {
    int count = COUNT * IN_MEMORY;
    race(
        nightjar("`memory:`", "memory:speed", count),
        jdk("ArrayBlockingQueue", count, new ArrayBlockingQueue<>(2 * count)),
        jdk("LinkedBlockingQueue", count, new LinkedBlockingQueue<>(2 * count)));
  }

  private Contender jdk(String row, int count, BlockingQueue<byte[]> queue) {
    BlockingQueue<byte[]> back = new LinkedBlockingQueue<>(1024);
    return () -> {
      each(row, Column.PUT, count, () -> queue.put(PAYLOAD));
      each(row, Column.TAKE, count, () -> queue.take());
      Thread echo = echo(() -> back.put(queue.take()));
      latency(
          row,
          () -> {
            queue.put(PAYLOAD);
            back.take();
          });
      echo.join();
    };
  }

  @Test
  void file(@TempDir Path folder) throws Exception {
    race(
        nightjar(
            "`file:`, `FSYNC` `NONE`",
            "file:" + folder.resolve("none"),
            COUNT,
            builder -> builder.set(FileQueues.FSYNC, Fsync.NONE)),
        nightjar(
            "`file:`, `FSYNC` `ALWAYS`",
            "file:" + folder.resolve("always"),
            COUNT,
            builder -> builder.set(FileQueues.FSYNC, Fsync.ALWAYS)));
  }

  @Test
  void sockets(@TempDir Path folder) throws Exception {
    try (QueueServer tcp = QueueServer.serve("memory:speed-tcp-{name}", "tcp://127.0.0.1:*");
        QueueServer ipc =
            QueueServer.serve("memory:speed-ipc-{name}", "ipc://" + folder.resolve("s"))) {
      race(
          nightjar("`tcp://`, a `memory:` queue behind it", tcp.address() + "/speed", COUNT),
          nightjar("`ipc://`, a `memory:` queue behind it", ipc.address() + "?speed", COUNT));
    }
  }

  // ---- Redis ----

  @Test
  void redis() throws Exception {
    try (RedisServer server = new RedisServer("--appendfsync", "everysec")) {
      server.start();
      try (Jedis jedis = server.connect();
          Jedis far = server.connect()) {
        race(nightjar("`redis://`", server.address("speed"), COUNT), jedis(jedis, far));
      }
    }
  }

  /** Streams with a consumer group, as the Redis documentation has them. */
  private Contender jedis(Jedis jedis, Jedis far) {
    String row = "Jedis bare";
    for (String stream : List.of("bare", "there", "back")) {
      jedis.xgroupCreate(stream, "g", new StreamEntryID(0, 0), true);
    }
    return () -> {
      each(row, Column.PUT, COUNT, () -> add(jedis, "bare"));
      each(row, Column.TAKE, COUNT, () -> take(jedis, "bare", 1));
      rate(row, Column.PUT_BATCH, COUNT, () -> addInPipelines(jedis));
      rate(
          row,
          Column.TAKE_EACH,
          COUNT,
          () -> {
            for (int i = 0; i < COUNT; i += BATCH) {
              take(jedis, "bare", BATCH);
            }
          });
      addInPipelines(jedis);
      rate(
          row,
          Column.TAKE_BATCH,
          COUNT,
          () -> {
            for (int i = 0; i < COUNT; i += BATCH) {
              StreamEntryID[] ids = read(jedis, "bare", BATCH);
              jedis.xack("bare", "g", ids);
              jedis.xdel("bare", ids);
            }
          });
      Thread echo =
          echo(
              () -> {
                take(far, "there", 1);
                add(far, "back");
              });
      latency(
          row,
          () -> {
            add(jedis, "there");
            take(jedis, "back", 1);
          });
      echo.join();
    };
  }

  private static void add(Jedis jedis, String stream) {
    jedis.xadd(stream.getBytes(US_ASCII), XAddParams.xAddParams(), entry());
  }

  private static Map<byte[], byte[]> entry() {
    return Map.of(new byte[] {'p'}, PAYLOAD);
  }

  private static void addInPipelines(Jedis jedis) {
    for (int i = 0; i < COUNT; i += BATCH) {
      Pipeline pipeline = jedis.pipelined();
      for (int k = 0; k < BATCH; k++) {
        pipeline.xadd("bare".getBytes(US_ASCII), XAddParams.xAddParams(), entry());
      }
      pipeline.sync();
    }
  }

  private static StreamEntryID[] read(Jedis jedis, String stream, int count) {
    return jedis
        .xreadGroup(
            "g",
            "c",
            XReadGroupParams.xReadGroupParams().count(count).block(10_000),
            Map.of(stream, StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY))
        .get(0)
        .getValue()
        .stream()
        .map(entry -> entry.getID())
        .toArray(StreamEntryID[]::new);
  }

  private static void take(Jedis jedis, String stream, int count) {
    for (StreamEntryID id : read(jedis, stream, count)) {
      jedis.xack(stream, "g", id);
      jedis.xdel(stream, id);
    }
  }

  // ---- RabbitMQ ----

  @Test
  void rabbitMq() throws Exception {
    try (RabbitServer server = new RabbitServer()) {
      server.start();
      try (Connection connection = server.connect()) {
        race(nightjar("`amqp://`", server.address("speed"), COUNT), rabbitClient(connection));
      }
    }
  }

  /** Persistent messages with publisher confirms, manual acknowledgement, 16 ahead. */
  private Contender rabbitClient(Connection connection) {
    String row = "RabbitMQ client bare";
    return () -> {
      try (Channel channel = connection.createChannel();
          Channel far = connection.createChannel()) {
        channel.queueDeclare("bare", true, false, false, Map.of());
        channel.confirmSelect();
        each(
            row,
            Column.PUT,
            COUNT,
            () -> {
              publish(channel, "bare");
              channel.waitForConfirmsOrDie();
            });
        rate(row, Column.TAKE, COUNT, () -> consume(channel, 16));
        rate(row, Column.PUT_BATCH, COUNT, () -> publishBatches(channel));
        rate(row, Column.TAKE_EACH, COUNT, () -> consume(channel, BATCH));
        trips(row, channel, far);
      }
    };
  }

  private void trips(String row, Channel channel, Channel far) throws Exception {
    channel.queueDeclare("there", true, false, false, Map.of());
    channel.queueDeclare("back", true, false, false, Map.of());
    far.confirmSelect();
    BlockingQueue<Long> thereTags = new LinkedBlockingQueue<>();
    BlockingQueue<Long> backTags = new LinkedBlockingQueue<>();
    String there = deliver(far, "there", thereTags);
    String back = deliver(channel, "back", backTags);
    Thread echo =
        echo(
            () -> {
              far.basicAck(thereTags.take(), false);
              publish(far, "back");
              far.waitForConfirmsOrDie();
            });
    latency(
        row,
        () -> {
          publish(channel, "there");
          channel.waitForConfirmsOrDie();
          channel.basicAck(backTags.take(), false);
        });
    echo.join();
    far.basicCancel(there);
    channel.basicCancel(back);
  }

  private static String deliver(Channel channel, String queue, BlockingQueue<Long> tags)
      throws IOException {
    return channel.basicConsume(
        queue,
        false,
        new DefaultConsumer(channel) {
          @Override
          public void handleDelivery(
              String consumer, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
            tags.add(envelope.getDeliveryTag());
          }
        });
  }

  private static void publish(Channel channel, String queue) throws IOException {
    channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, PAYLOAD);
  }

  private static void publishBatches(Channel channel) throws Exception {
    for (int i = 1; i <= COUNT; i++) {
      publish(channel, "bare");
      if (i % BATCH == 0) {
        channel.waitForConfirmsOrDie();
      }
    }
  }

  private static void consume(Channel channel, int ahead) throws Exception {
    CountDownLatch left = new CountDownLatch(COUNT);
    channel.basicQos(ahead);
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
