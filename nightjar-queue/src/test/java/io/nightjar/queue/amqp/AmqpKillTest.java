// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.servers.KillContract;
import io.nightjar.queue.servers.RabbitServer;
import java.util.UUID;

class AmqpKillTest extends KillContract {
  /** What a handle is sent ahead. */
  private static final int AHEAD = AmqpOptions.PREFETCH.initial();

  private String name = "";

  @Override
  protected String newAddress() {
    name = "kill-" + UUID.randomUUID();
    return RabbitServer.shared().address(name);
  }

  @Override
  protected WorkQueue.Builder<String> configure(WorkQueue.Builder<String> builder) {
    return builder.set(AmqpOptions.PREFETCH, 500);
  }

  /** Each message is put and acknowledged by itself. */
  @Override
  protected int atOnce() {
    return 1;
  }

  /** The broker does not answer acknowledgements, and forgets those that it has not looked at. */
  @Override
  protected int unconfirmed() {
    return AHEAD;
  }

  /** The broker gives back what a consumer had when it ends the consumer. */
  @Override
  protected void awaitBack(String address) throws Exception {
    try (Connection connection = RabbitServer.shared().connect();
        Channel channel = connection.createChannel()) {
      await("the end of the consumers")
          .until(() -> channel.queueDeclarePassive(name).getConsumerCount() == 0);
    }
  }
}
