// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import io.nightjar.queue.Order;
import io.nightjar.queue.contract.QueueContract;
import io.nightjar.queue.servers.RedisServer;
import java.util.UUID;
import org.junit.jupiter.api.Nested;

/** Queues in Redis keep the contract. */
class RedisContractTest {
  private abstract static class Redis extends QueueContract {
    Redis(Order order) {
      super(order);
    }

    @Override
    protected String newAddress() {
      return RedisServer.shared().address("contract-" + UUID.randomUUID());
    }
  }

  @Nested
  class Fifo extends Redis {
    Fifo() {
      super(Order.FIFO);
    }
  }

  @Nested
  class Lifo extends Redis {
    Lifo() {
      super(Order.LIFO);
    }
  }

  @Nested
  class Priority extends Redis {
    Priority() {
      super(Order.PRIORITY);
    }
  }
}
