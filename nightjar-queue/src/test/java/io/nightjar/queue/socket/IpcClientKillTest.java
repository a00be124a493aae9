// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.servers.KillContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Clients of a queue that lies in a file and is served over ipc. */
class IpcClientKillTest extends KillContract {
  @TempDir Path folder;
  private QueueServer server;

  @Override
  protected String newAddress() {
    server =
        QueueServer.serve(
            "file:" + folder.resolve(QueueServer.NAME), "ipc://" + folder.resolve("socket"));
    return server.address() + "?jobs";
  }

  @AfterEach
  void closeServer() {
    server.close();
  }

  @Override
  protected WorkQueue.Builder<String> configure(WorkQueue.Builder<String> builder) {
    return builder.lease(Duration.ofMinutes(10)); // nothing comes back by the clock
  }
}
