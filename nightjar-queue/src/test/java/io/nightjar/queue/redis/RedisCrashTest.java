// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.redis;

import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.servers.CrashContract;
import io.nightjar.queue.servers.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class RedisCrashTest extends CrashContract {
  RedisCrashTest(@TempDir Path folder) {
    super(folder, new RedisServer());
  }

  @Override
  protected WorkQueue.Builder<String> configure(WorkQueue.Builder<String> builder) {
    return builder.capacity(100).lease(Duration.ofSeconds(2)).maxAttempts(50);
  }
}
