// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.reference;

import io.nightjar.queue.Order;
import io.nightjar.queue.contract.QueueContract;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;

/** The front class keeps the contract, with the simplest store behind it. */
class ReferenceContractTest {
  private static final AtomicInteger QUEUES = new AtomicInteger();

  private abstract static class Reference extends QueueContract {
    Reference(Order order) {
      super(order);
    }

    @Override
    protected String newAddress() {
      return "reference:contract-" + QUEUES.incrementAndGet();
    }

    @Override
    protected int load() {
      return 200; // its lists are searched from end to end
    }
  }

  @Nested
  class Fifo extends Reference {
    Fifo() {
      super(Order.FIFO);
    }
  }

  @Nested
  class Lifo extends Reference {
    Lifo() {
      super(Order.LIFO);
    }
  }

  @Nested
  class Priority extends Reference {
    Priority() {
      super(Order.PRIORITY);
    }
  }
}
