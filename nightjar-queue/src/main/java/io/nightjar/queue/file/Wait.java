// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.spi.Deadline;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How a thread waits for the queue to change: it looks, and sleeps until it is rung. */
final class Wait {
  /** What is waited for; null as long as it is not there. */
  interface Goal<R> {
    @Nullable R reach(Tally tally) throws InterruptedException;
  }

  private final QueueFile file;
  private final Runnable checkOpen;

  Wait(QueueFile file, Runnable checkOpen) {
    this.file = file;
    this.checkOpen = checkOpen;
  }

  /** Null if it is not there at the deadline. */
  <R> @Nullable R until(Kind kind, Deadline deadline, Goal<R> goal) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    R found = goal.reach(look(deadline));
    if (found != null || deadline.isOver()) {
      return found;
    }
    Waiters waiters = file.waiters(kind);
    waiters.enter();
    try {
      while (true) {
        long seen = waiters.rings();
        Tally tally = look(deadline);
        found = goal.reach(tally);
        if (found != null || deadline.isOver()) {
          return found;
        }
        waiters.await(seen, Math.min(deadline.remainingNanos(), nanosToNext(tally)));
      }
    } finally {
      waiters.leave();
    }
  }

  private Tally look(Deadline deadline) {
    checkOpen.run();
    return file.look(deadline);
  }

  /**
   * How long until something happens by itself. A lease that begins while we sleep does not ring,
   * and ends no sooner than this.
   */
  private long nanosToNext(Tally tally) {
    long lease = TimeUnit.NANOSECONDS.convert(file.settings().lease());
    long left = tally.nextDue() - System.currentTimeMillis();
    return Math.min(lease, TimeUnit.MILLISECONDS.toNanos(Math.max(1, left)));
  }
}
