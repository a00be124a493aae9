// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ChannelContinuationTimeoutException;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.nightjar.queue.QueueUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * What one client at a time may hold: an exclusive queue, which goes with its connection. It does
 * not part threads that share the connection.
 */
final class AmqpLock {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long PAUSE_MILLIS = 20;

  private final AmqpAddress address;
  private final Channel holder;

  private AmqpLock(AmqpAddress address, Channel holder) {
    this.address = address;
    this.holder = holder;
  }

  /** Waits until nobody else holds it. */
  static AmqpLock hold(AmqpAddress address, AmqpLink link, Connection connection)
      throws IOException {
    long start = System.nanoTime();
    while (true) {
      Channel channel = AmqpLink.channel(connection);
      try {
        channel.queueDeclare(address.lock(), false, true, true, Map.of());
        return new AmqpLock(address, channel);
      } catch (IOException e) {
        if (!AmqpFaults.isLocked(e)) {
          throw e;
        }
        if (System.nanoTime() - start > PATIENCE.toNanos()) {
          throw new QueueUnavailableException(
              address
                  + ": another client has held the queue "
                  + address.lock()
                  + " for "
                  + PATIENCE.toSeconds()
                  + " s; find it with rabbitmqctl list_connections, end it, and try again",
              e);
        }
      }
      if (link.awaitClosedQuietly(PAUSE_MILLIS)) {
        link.checkOpen();
      }
    }
  }

  void release() {
    if (holder.isOpen()) {
      try {
        holder.queueDelete(address.lock());
      } catch (ChannelContinuationTimeoutException e) {
        AmqpLink.abandon(holder.getConnection());
      } catch (IOException | ShutdownSignalException e) {
        // It goes with the connection.
      }
      AmqpLink.drop(holder);
    }
  }
}
