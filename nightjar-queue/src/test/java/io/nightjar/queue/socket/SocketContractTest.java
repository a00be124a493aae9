// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import io.nightjar.queue.Order;
import io.nightjar.queue.contract.QueueContract;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Served queues keep the whole contract, over tcp and ipc. */
class SocketContractTest {
  private static final AtomicInteger QUEUES = new AtomicInteger();
  private static QueueServer tcp;
  private static QueueServer ipc;

  @BeforeAll
  static void serve(@TempDir Path folder) {
    tcp = QueueServer.serve("memory:" + QueueServer.NAME, "tcp://127.0.0.1:*");
    ipc = QueueServer.serve("memory:" + QueueServer.NAME, "ipc://" + folder.resolve("queues"));
  }

  @AfterAll
  static void close() {
    tcp.close();
    ipc.close();
  }

  private abstract static class Tcp extends QueueContract {
    Tcp(Order order) {
      super(order);
    }

    @Override
    protected String newAddress() {
      return tcp.address() + "/contract-" + QUEUES.incrementAndGet();
    }
  }

  @Nested
  class TcpFifo extends Tcp {
    TcpFifo() {
      super(Order.FIFO);
    }
  }

  @Nested
  class TcpLifo extends Tcp {
    TcpLifo() {
      super(Order.LIFO);
    }
  }

  @Nested
  class TcpPriority extends Tcp {
    TcpPriority() {
      super(Order.PRIORITY);
    }
  }

  @Nested
  class IpcFifo extends QueueContract {
    IpcFifo() {
      super(Order.FIFO);
    }

    @Override
    protected String newAddress() {
      return ipc.address() + "?contract-" + QUEUES.incrementAndGet();
    }
  }
}
