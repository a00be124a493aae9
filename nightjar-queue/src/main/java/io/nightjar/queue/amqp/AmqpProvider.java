// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueFeature;
import io.nightjar.queue.QueueOption;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.spi.Library;
import io.nightjar.queue.spi.QueueStore;
import io.nightjar.queue.spi.StoreProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Queues {@code amqp://user:pass@host:port/name}, with {@code ?vhost=} behind it for another
 * virtual host than "/", and {@code amqps:} for TLS.
 */
public final class AmqpProvider implements StoreProvider {
  private static final String OTHERS = "RabbitMQ has none; memory:, file: and redis: queues do";

  /** For {@link java.util.ServiceLoader}. */
  public AmqpProvider() {}

  @Override
  public List<String> schemes() {
    return List.of("amqp", "amqps");
  }

  @Override
  public String form() {
    return "amqp://user:pass@host:port/name[?vhost=host]";
  }

  @Override
  public Map<QueueFeature, String> lacks() {
    return Map.of(
        QueueFeature.LIFO,
        "RabbitMQ takes the oldest first; memory:, file: and redis: queues can",
        QueueFeature.LEASE,
        "RabbitMQ gives a task back when its taker is gone, and ends a taker that is silent for its"
            + " consumer_timeout; set that there, or use a file: or redis: queue",
        QueueFeature.CRASH_COUNT,
        "RabbitMQ does not count deliveries; file: and redis: queues do",
        QueueFeature.IN_PROGRESS,
        "RabbitMQ tells nobody what others work on; memory:, file: and redis: queues can",
        QueueFeature.FINISH,
        OTHERS);
  }

  @Override
  public Set<QueueOption<?>> options() {
    return Set.of(AmqpOptions.PREFETCH, AmqpOptions.RECONNECT);
  }

  @Override
  public QueueStore open(QueueAddress address, QueueSettings settings) {
    Library.require(address, "com.rabbitmq.client.ConnectionFactory", "com.rabbitmq:amqp-client");
    return AmqpHandle.open(AmqpAddress.of(address), settings);
  }
}
