// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.servers.CrashContract;
import io.nightjar.queue.servers.RabbitServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class AmqpCrashTest extends CrashContract {
  private final RabbitServer server = new RabbitServer();

  AmqpCrashTest(@TempDir Path folder) {
    super(folder);
  }

  @Override
  protected Address start() {
    server.start();
    return server::address;
  }

  @Override
  protected void killAndRestart() {
    server.kill();
    server.start();
  }

  @Override
  protected void stopAndRestart() {
    server.stop();
    server.start();
  }

  @Override
  protected WorkQueue.Builder<String> configure(WorkQueue.Builder<String> builder) {
    return builder.capacity(100).maxAttempts(50);
  }

  @AfterEach
  void end() {
    server.close();
  }
}
