// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import io.nightjar.queue.QueueOption;
import java.time.Duration;

/** What only queues behind a socket have. */
public final class SocketOptions {
  /**
   * How long an operation goes on without an answer of the server, over lost connections too,
   * before it throws {@link io.nightjar.queue.QueueUnavailableException}; 10 seconds.
   */
  public static final QueueOption<Duration> PATIENCE =
      new QueueOption<>("patience", Duration.class, Duration.ofSeconds(10));

  private SocketOptions() {}
}
