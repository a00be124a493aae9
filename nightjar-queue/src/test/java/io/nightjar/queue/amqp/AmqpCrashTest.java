// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.servers.CrashContract;
import io.nightjar.queue.servers.RabbitServer;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class AmqpCrashTest extends CrashContract {
  AmqpCrashTest(@TempDir Path folder) {
    super(folder, new RabbitServer());
  }

  @Override
  protected WorkQueue.Builder<String> configure(WorkQueue.Builder<String> builder) {
    return builder.capacity(100).maxAttempts(50);
  }
}
