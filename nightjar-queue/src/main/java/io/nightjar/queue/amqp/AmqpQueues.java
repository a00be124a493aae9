// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import io.nightjar.queue.NoSuchQueueException;
import io.nightjar.queue.Order;
import io.nightjar.queue.Put;
import io.nightjar.queue.QueueDamagedException;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.QueueUnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;

/** The queues in RabbitMQ that make up one here, and how they are declared. */
final class AmqpQueues {
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(30);
  private static final long LOCK_PAUSE_MILLIS = 20;
  private static final long WEEK_MILLIS = Duration.ofDays(7).toMillis();

  /** RabbitMQ counts times in 32 bits. */
  static final Duration LONGEST_DELAY = Duration.ofDays(42);

  private final AmqpAddress address;
  private final AmqpLink link;

  AmqpQueues(AmqpAddress address, AmqpLink link) {
    this.address = address;
    this.link = link;
  }

  /** Makes what is missing, and tells the settings. One at a time does this. */
  QueueSettings open(Connection connection, QueueSettings asked)
      throws IOException, TimeoutException, InterruptedException {
    if (asked.isExisting()) {
      requireThere(connection);
    }
    Channel holder = lock(connection);
    Channel channel = AmqpLink.channel(connection);
    try {
      QueueSettings settings = settings(channel, asked);
      channel.queueDeclare(address.deadLetters(), true, false, false, Map.of());
      channel.queueDeclare(address.name(), true, false, false, arguments(settings));
      return settings;
    } finally {
      AmqpLink.drop(channel);
      if (holder.isOpen()) {
        try {
          holder.queueDelete(address.lock());
        } catch (IOException | ShutdownSignalException e) {
          // It goes with the connection.
        }
        AmqpLink.drop(holder);
      }
    }
  }

  private void requireThere(Connection connection) throws IOException {
    Channel channel = AmqpLink.channel(connection);
    try {
      channel.queueDeclarePassive(address.name());
    } catch (IOException e) {
      if (AmqpFaults.isMissing(e)) {
        throw new NoSuchQueueException(address.whole(), e);
      }
      throw e;
    } finally {
      AmqpLink.drop(channel);
    }
  }

  private Channel lock(Connection connection) throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (true) {
      Channel channel = AmqpLink.channel(connection);
      try {
        channel.queueDeclare(address.lock(), false, true, true, Map.of());
        return channel;
      } catch (IOException e) {
        if (!AmqpFaults.isLocked(e)) {
          throw e;
        }
        if (System.nanoTime() - start > LOCK_PATIENCE.toNanos()) {
          throw new QueueUnavailableException(
              address
                  + ": another client that opens it has held the queue "
                  + address.lock()
                  + " for "
                  + LOCK_PATIENCE.toSeconds()
                  + " s; find it with rabbitmqctl list_connections, end it, and open again",
              e);
        }
      }
      if (link.awaitClosed(LOCK_PAUSE_MILLIS)) {
        link.checkOpen();
      }
    }
  }

  private QueueSettings settings(Channel channel, QueueSettings asked)
      throws IOException, TimeoutException, InterruptedException {
    channel.queueDeclare(address.settings(), true, false, false, Map.of());
    GetResponse found = channel.basicGet(address.settings(), false);
    if (found != null) {
      channel.basicNack(found.getEnvelope().getDeliveryTag(), false, true);
      return asked.joining(address.whole(), read(found.getBody()));
    }
    StringBuilder text = new StringBuilder();
    new TreeMap<>(asked.toText())
        .forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    channel.confirmSelect();
    channel.basicPublish(
        "",
        address.settings(),
        new AMQP.BasicProperties.Builder().deliveryMode(2).contentType("text/plain").build(),
        text.toString().getBytes(StandardCharsets.UTF_8));
    channel.waitForConfirmsOrDie(LOCK_PATIENCE.toMillis());
    return asked.joining(address.whole(), QueueSettings.ofText(asked.toText()));
  }

  private QueueSettings read(byte[] body) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : List.of(new String(body, StandardCharsets.UTF_8).split("\n", -1))) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    try {
      return QueueSettings.ofText(values);
    } catch (IllegalArgumentException e) {
      throw new QueueDamagedException(
          address
              + " has settings that cannot be read ("
              + e.getMessage()
              + "); delete the queue "
              + address.settings()
              + ", or use another name",
          e);
    }
  }

  private Map<String, Object> arguments(QueueSettings settings) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("x-max-length", settings.capacity());
    arguments.put("x-overflow", "reject-publish");
    arguments.put("x-dead-letter-exchange", "");
    arguments.put("x-dead-letter-routing-key", address.deadLetters());
    if (settings.order() == Order.PRIORITY) {
      arguments.put("x-max-priority", Put.HIGHEST);
    }
    return arguments;
  }

  /**
   * Makes the queue that holds tasks for so long. It is of the kind that hands a task over when the
   * other queue has confirmed it, and not before; and it goes when nobody used it for a week.
   */
  void declareDelay(Channel channel, long millis) throws IOException {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("x-queue-type", "quorum");
    arguments.put("x-message-ttl", millis);
    arguments.put("x-expires", WEEK_MILLIS + millis);
    arguments.put("x-overflow", "reject-publish");
    arguments.put("x-dead-letter-strategy", "at-least-once");
    arguments.put("x-dead-letter-exchange", "");
    arguments.put("x-dead-letter-routing-key", address.name());
    channel.queueDeclare(address.delayed(millis), true, false, false, arguments);
  }
}
