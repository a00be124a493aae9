// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.spi.Deadline;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Forces the log of changes to the disk, so long after a change at most. */
final class Syncer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Syncer.class.getName());

  private final FileChannel log;
  private final long nanos;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by {@link #lock}, as is {@link #closed}. */
  private boolean dirty;

  private boolean closed;

  private Syncer(FileChannel log, long nanos, Path path) {
    this.log = log;
    this.nanos = nanos;
    thread = new Thread(this::run, "nightjar-queue-fsync-" + path.getFileName());
    thread.setDaemon(true);
  }

  /** Begins; the log exists. No lock of SQLite is on that file, so it may be opened and closed. */
  static Syncer start(Path path, long nanos) throws IOException {
    Path log = path.resolveSibling(path.getFileName() + "-wal");
    Syncer syncer = new Syncer(FileChannel.open(log, StandardOpenOption.WRITE), nanos, path);
    syncer.thread.start();
    return syncer;
  }

  /** Something was committed. */
  void changed() {
    lock.lock();
    try {
      if (!dirty) {
        dirty = true;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (true) {
      lock.lock();
      try {
        while (!dirty && !closed) {
          changed.awaitUninterruptibly();
        }
        long left = nanos;
        while (!closed && left > 0) {
          left = changed.awaitNanos(left);
        }
        if (!dirty) {
          return;
        }
        dirty = false;
      } catch (InterruptedException e) {
        return; // nobody has this thread
      } finally {
        lock.unlock();
      }
      force();
    }
  }

  private void force() {
    try {
      log.force(false);
    } catch (IOException e) {
      LOG.log(Level.ERROR, "cannot force the changes of a queue to the disk", e);
    }
  }

  /** Ends after a last force; an interrupt is seen afterwards. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    join(Deadline.after(Duration.ofSeconds(10)));
    try {
      log.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot close the log of a queue", e);
    }
  }

  private void join(Deadline deadline) {
    boolean interrupted = false;
    while (thread.isAlive() && !deadline.isOver()) {
      try {
        TimeUnit.NANOSECONDS.timedJoin(thread, deadline.remainingNanos());
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
