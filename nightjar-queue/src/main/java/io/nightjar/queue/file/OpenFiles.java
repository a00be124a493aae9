// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.QueueSettingsException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The files that this process has open, each once. */
final class OpenFiles {
  private static final ConcurrentMap<Path, Shared> FILES = new ConcurrentHashMap<>();

  private static final class Shared {
    /** Of one file: to open and to close it may wait for another process, and others do not. */
    final ReentrantLock lock = new ReentrantLock();

    /** Guarded by {@link #lock}, as is {@link #handles}. */
    @Nullable QueueFile file;

    int handles;

    /** The handles, and those who open or close one. Changed by the map only. */
    int users;

    QueueFile open(Path path, QueueSettings wanted) {
      if (file == null) {
        file = QueueFile.open(path, wanted);
      }
      return file;
    }
  }

  private OpenFiles() {}

  static FileStore open(QueueAddress address, Path path, QueueSettings wanted) {
    Shared shared = enter(path);
    shared.lock.lock();
    try {
      shared.handles++;
      QueueFile file = shared.open(path, wanted);
      if (!file.agrees(wanted)) {
        throw new QueueSettingsException(
            address
                + " is open in this process with "
                + file.limits()
                + " and "
                + wanted.options()
                + " were set to something else. Set the same ones at each open, or none");
      }
      QueueSettings settings = wanted.joining(address, file.settings());
      return new FileStore(address, file, settings, () -> release(path, shared));
    } catch (RuntimeException | Error e) {
      release(path, shared);
      throw e;
    } finally {
      shared.lock.unlock();
    }
  }

  private static void release(Path path, Shared shared) {
    shared.lock.lock();
    try {
      QueueFile file = shared.file;
      if (--shared.handles == 0 && file != null) {
        shared.file = null;
        file.close();
      }
    } finally {
      shared.lock.unlock();
      leave(path);
    }
  }

  private static Shared enter(Path path) {
    Shared entered =
        FILES.compute(
            path,
            (same, there) -> {
              Shared shared = there == null ? new Shared() : there;
              shared.users++;
              return shared;
            });
    return Objects.requireNonNull(entered);
  }

  private static void leave(Path path) {
    FILES.computeIfPresent(path, (same, shared) -> --shared.users == 0 ? null : shared);
  }
}
