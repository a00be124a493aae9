// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import com.rabbitmq.client.AMQP;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a task is as a message: id and priority are properties, attempts and reason headers. */
final class AmqpMessages {
  private static final String ATTEMPTS = "nightjar-attempts";
  private static final String REASON = "nightjar-reason";
  private static final int PERSISTENT = 2;

  private AmqpMessages() {}

  static AMQP.BasicProperties fresh(int priority) {
    return new AMQP.BasicProperties.Builder()
        .messageId(UUID.randomUUID().toString())
        .deliveryMode(PERSISTENT)
        .priority(priority)
        .build();
  }

  /** Survives the broker, and is no task. */
  static AMQP.BasicProperties persistent() {
    return new AMQP.BasicProperties.Builder()
        .deliveryMode(PERSISTENT)
        .contentType("text/plain")
        .build();
  }

  /** The same task after deliveries that counted. */
  static AMQP.BasicProperties again(
      AMQP.BasicProperties old, String id, int attempts, @Nullable String reason) {
    Map<String, Object> headers = new HashMap<>();
    headers.put(ATTEMPTS, attempts);
    if (reason != null) {
      headers.put(REASON, reason);
    }
    return old.builder().messageId(id).deliveryMode(PERSISTENT).headers(headers).build();
  }

  /** Deliveries that counted; messages of others have no such header. */
  static int attempts(AMQP.BasicProperties properties) {
    return header(properties, ATTEMPTS) instanceof Number number
        ? Math.max(0, number.intValue())
        : 0;
  }

  static @Nullable String reason(AMQP.BasicProperties properties) {
    Object reason = header(properties, REASON);
    return reason == null ? null : reason.toString();
  }

  private static @Nullable Object header(AMQP.BasicProperties properties, String name) {
    Map<String, Object> headers = properties.getHeaders();
    return headers == null ? null : headers.get(name);
  }
}
