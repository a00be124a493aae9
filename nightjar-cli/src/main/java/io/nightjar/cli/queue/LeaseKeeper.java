// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.queue.LeaseExpiredException;
import io.nightjar.queue.QueueException;
import io.nightjar.queue.QueueUnavailableException;
import io.nightjar.queue.Task;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Extends the leases of tasks in progress, three times in each lease. */
final class LeaseKeeper implements AutoCloseable {
  private final Duration lease;
  private final ScheduledThreadPoolExecutor timer;

  LeaseKeeper(Duration lease) {
    this.lease = lease;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "nightjar-leases");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Keeps the lease of a task until the future is cancelled; tells if it was lost. */
  Future<?> keep(Task<byte[]> task, Runnable lost) {
    long nanos = Math.max(1, lease.toNanos() / 3);
    return timer.scheduleWithFixedDelay(
        () -> extend(task, lost), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** An exception would end the repetition, which is right unless it may go better next time. */
  private void extend(Task<byte[]> task, Runnable lost) {
    try {
      if (!task.isSettled()) {
        task.extend(lease);
      }
    } catch (QueueUnavailableException e) {
      // The next turn comes before the lease ends.
    } catch (LeaseExpiredException e) {
      lost.run();
      throw e;
    } catch (QueueException | IllegalStateException e) {
      throw e; // there are no leases here, or the task was settled meanwhile
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
