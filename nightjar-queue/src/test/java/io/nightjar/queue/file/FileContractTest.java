// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.Order;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.contract.QueueContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Queues in files keep the contract. */
class FileContractTest {
  private abstract static class Stored extends QueueContract {
    @TempDir Path folder;

    Stored(Order order) {
      super(order);
    }

    @Override
    protected String newAddress() {
      return "file:" + folder.resolve("contract.queue");
    }

    @Override
    protected WorkQueue.Builder<String> configure(WorkQueue.Builder<String> builder) {
      return builder.set(FileQueues.FSYNC, Fsync.NONE);
    }

    @AfterEach
    void theCountsAgree() throws SQLException {
      Path file = folder.resolve("contract.queue");
      if (Files.exists(file)) {
        Integrity.check(file);
      }
    }
  }

  @Nested
  class Fifo extends Stored {
    Fifo() {
      super(Order.FIFO);
    }
  }

  @Nested
  class Lifo extends Stored {
    Lifo() {
      super(Order.LIFO);
    }
  }

  @Nested
  class Priority extends Stored {
    Priority() {
      super(Order.PRIORITY);
    }
  }
}
