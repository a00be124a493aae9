// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.servers.KillContract;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class ClientKillTest extends KillContract {
  private static QueueServer server;

  @BeforeAll
  static void serve() {
    server = QueueServer.serve("memory:" + QueueServer.NAME, "tcp://127.0.0.1:*");
  }

  @AfterAll
  static void closeServer() {
    server.close();
  }

  @Override
  protected String newAddress() {
    return server.address() + "/kill-" + UUID.randomUUID();
  }

  @Override
  protected WorkQueue.Builder<String> configure(WorkQueue.Builder<String> builder) {
    return builder.lease(Duration.ofMinutes(10)); // nothing comes back by the clock
  }
}
