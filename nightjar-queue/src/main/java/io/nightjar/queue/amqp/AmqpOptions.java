// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import io.nightjar.queue.QueueOption;
import java.time.Duration;

/** Options of queues in RabbitMQ. */
public final class AmqpOptions {
  /**
   * How many tasks a handle is sent ahead of its takers; 16 if not set, and always 1 in a queue
   * with priorities. A handle whose takers stay away for 100 ms gives back what it has.
   */
  public static final QueueOption<Integer> PREFETCH =
      new QueueOption<>("amqp.prefetch", Integer.class, 16);

  /** How long a call waits for a broker that went away before it throws; 30 seconds if not set. */
  public static final QueueOption<Duration> RECONNECT =
      new QueueOption<>("amqp.reconnect", Duration.class, Duration.ofSeconds(30));

  private AmqpOptions() {}
}
