// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueOption;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.spi.Library;
import io.nightjar.queue.spi.QueueStore;
import io.nightjar.queue.spi.StoreProvider;
import java.util.List;
import java.util.Set;

/** Queues {@code file:/path}; for {@link java.util.ServiceLoader}. */
public final class FileProvider implements StoreProvider {
  /** For {@link java.util.ServiceLoader}. */
  public FileProvider() {}

  @Override
  public List<String> schemes() {
    return List.of("file");
  }

  @Override
  public String form() {
    return "file:/path";
  }

  @Override
  public Set<QueueOption<?>> options() {
    return FileQueues.ALL;
  }

  @Override
  public QueueStore open(QueueAddress address, QueueSettings settings) {
    Library.require(address, "org.sqlite.JDBC", "org.xerial:sqlite-jdbc");
    return OpenFiles.open(address, FilePath.of(address), settings);
  }
}
