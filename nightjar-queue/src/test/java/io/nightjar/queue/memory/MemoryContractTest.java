// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import io.nightjar.queue.Order;
import io.nightjar.queue.contract.QueueContract;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;

/** Queues in memory keep the contract. */
class MemoryContractTest {
  private static final AtomicInteger QUEUES = new AtomicInteger();

  private abstract static class Memory extends QueueContract {
    Memory(Order order) {
      super(order);
    }

    @Override
    protected String newAddress() {
      return "memory:contract-" + QUEUES.incrementAndGet();
    }

    @Override
    protected boolean keepsObjects() {
      return true;
    }
  }

  @Nested
  class Fifo extends Memory {
    Fifo() {
      super(Order.FIFO);
    }
  }

  @Nested
  class Lifo extends Memory {
    Lifo() {
      super(Order.LIFO);
    }
  }

  @Nested
  class Priority extends Memory {
    Priority() {
      super(Order.PRIORITY);
    }
  }
}
