// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import io.nightjar.queue.Order;
import io.nightjar.queue.QueueFeature;
import io.nightjar.queue.contract.QueueContract;
import io.nightjar.queue.servers.RabbitServer;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Nested;

/** Queues in RabbitMQ keep the contract, as far as they go. */
class AmqpContractTest {
  private abstract static class Amqp extends QueueContract {
    Amqp(Order order) {
      super(order);
    }

    @Override
    protected String newAddress() {
      return RabbitServer.shared().address("contract-" + UUID.randomUUID());
    }

    @Override
    protected Set<QueueFeature> lacks() {
      return new AmqpProvider().lacks().keySet();
    }
  }

  @Nested
  class Fifo extends Amqp {
    Fifo() {
      super(Order.FIFO);
    }
  }

  @Nested
  class Priority extends Amqp {
    Priority() {
      super(Order.PRIORITY);
    }
  }
}
