// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.NoSuchQueueException;
import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueOption;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.spi.Library;
import io.nightjar.queue.spi.QueueStore;
import io.nightjar.queue.spi.StoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
    Path path = FilePath.of(address);
    if (settings.isExisting() && isNone(path)) {
      throw new NoSuchQueueException(address, null);
    }
    return OpenFiles.open(address, path, settings);
  }

  /** An empty file is no queue yet. */
  private static boolean isNone(Path path) {
    try {
      return Files.size(path) == 0;
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      return false; // to open it tells more
    }
  }
}
