// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.servers.KillContract;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class FileKillTest extends KillContract {
  @TempDir Path folder;

  private Path path() {
    return folder.resolve("jobs.queue");
  }

  @Override
  protected String newAddress() {
    return "file:" + path();
  }

  @Override
  protected WorkQueue.Builder<String> configure(WorkQueue.Builder<String> builder) {
    return builder.lease(Duration.ofMinutes(10)); // nothing comes back by the clock
  }

  @AfterEach
  void checkTables() throws SQLException {
    Integrity.check(path());
  }
}
