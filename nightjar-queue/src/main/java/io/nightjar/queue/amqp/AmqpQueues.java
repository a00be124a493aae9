// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.nightjar.queue.NoSuchQueueException;
import io.nightjar.queue.Order;
import io.nightjar.queue.Put;
import io.nightjar.queue.QueueDamagedException;
import io.nightjar.queue.QueueSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;

/** The queues in RabbitMQ that make up one here, and how they are declared. */
final class AmqpQueues {
  private final AmqpAddress address;
  private final AmqpLink link;

  AmqpQueues(AmqpAddress address, AmqpLink link) {
    this.address = address;
    this.link = link;
  }

  /** Makes what is missing, and tells the settings. One at a time does this. */
  QueueSettings open(Connection connection, QueueSettings asked)
      throws IOException, TimeoutException {
    if (asked.isExisting()) {
      requireThere(connection);
    }
    AmqpLock held = AmqpLock.hold(address, link, connection);
    Channel channel = AmqpLink.channel(connection);
    try {
      QueueSettings settings = settings(channel, asked);
      channel.queueDeclare(address.deadLetters(), true, false, false, Map.of());
      channel.queueDeclare(address.delays(), true, false, false, Map.of());
      channel.queueDeclare(address.name(), true, false, false, arguments(settings));
      return settings;
    } finally {
      AmqpLink.drop(channel);
      held.release();
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

  private QueueSettings settings(Channel channel, QueueSettings asked)
      throws IOException, TimeoutException {
    channel.queueDeclare(address.settings(), true, false, false, Map.of());
    GetResponse found = channel.basicGet(address.settings(), false);
    if (found != null) {
      channel.basicNack(found.getEnvelope().getDeliveryTag(), false, true);
      channel.messageCount(address.settings()); // answered when it is back
      return asked.joining(address.whole(), read(found.getBody()));
    }
    StringBuilder text = new StringBuilder();
    new TreeMap<>(asked.toText())
        .forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    channel.confirmSelect();
    channel.basicPublish(
        "",
        address.settings(),
        AmqpMessages.persistent(),
        text.toString().getBytes(StandardCharsets.UTF_8));
    awaitConfirm(channel);
    return asked.joining(address.whole(), QueueSettings.ofText(asked.toText()));
  }

  /** An interrupt is seen later. */
  private static void awaitConfirm(Channel channel) throws IOException, TimeoutException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          channel.waitForConfirmsOrDie(AmqpLock.PATIENCE.toMillis());
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
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
}
