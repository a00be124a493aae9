// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import io.nightjar.queue.QueueOption;
import java.time.Duration;

/** Options of queues in Redis. */
public final class RedisOptions {
  /** How long a call waits for a server that went away before it throws; 30 seconds if not set. */
  public static final QueueOption<Duration> RECONNECT =
      new QueueOption<>("redis.reconnect", Duration.class, Duration.ofSeconds(30));

  private RedisOptions() {}
}
