// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.servers.KillContract;
import io.nightjar.queue.servers.RedisServer;
import java.time.Duration;
import java.util.UUID;

class RedisKillTest extends KillContract {
  @Override
  protected String newAddress() {
    return RedisServer.shared().address("kill-" + UUID.randomUUID());
  }

  @Override
  protected WorkQueue.Builder<String> configure(WorkQueue.Builder<String> builder) {
    return builder.lease(Duration.ofSeconds(5)); // the tasks of the dead are waited for
  }

  @Override
  protected int atOnce() {
    return 256;
  }
}
