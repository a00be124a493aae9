// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.QueueAddress;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.QueueSettingsException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** The files that this process has open, each once. */
final class OpenFiles {
  private static final ReentrantLock LOCK = new ReentrantLock();

  /** Guarded by {@link #LOCK}, as are the counts in it. */
  private static final Map<Path, Shared> FILES = new HashMap<>();

  private static final class Shared {
    final QueueFile file;
    int handles;

    Shared(QueueFile file) {
      this.file = file;
    }
  }

  private OpenFiles() {}

  static FileStore open(QueueAddress address, Path path, QueueSettings wanted) {
    LOCK.lock();
    try {
      Shared shared = FILES.get(path);
      if (shared == null) {
        shared = new Shared(QueueFile.open(path, wanted));
        FILES.put(path, shared);
      }
      shared.handles++;
      try {
        if (!shared.file.agrees(wanted)) {
          throw new QueueSettingsException(
              address
                  + " is open in this process with "
                  + shared.file.limits()
                  + " and "
                  + wanted.options()
                  + " were set to something else. Set the same ones at each open, or none");
        }
        QueueSettings settings = wanted.joining(address, shared.file.settings());
        return new FileStore(address, shared.file, settings, () -> release(path));
      } catch (RuntimeException e) {
        release(path);
        throw e;
      }
    } finally {
      LOCK.unlock();
    }
  }

  private static void release(Path path) {
    LOCK.lock();
    try {
      Shared shared = FILES.get(path);
      if (shared != null && --shared.handles == 0) {
        FILES.remove(path);
        shared.file.close();
      }
    } finally {
      LOCK.unlock();
    }
  }
}
