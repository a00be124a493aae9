// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The time, and what calls back at some time. */
interface Clock {
  /** In nanoseconds, compared by difference. */
  long nanoTime();

  /** Runs something so many nanoseconds from now; null: it is run by other means. */
  @Nullable Future<?> schedule(Runnable action, long nanos);

  /**
   * The time of the system, and one thread for all queues that ends when there is nothing to do.
   */
  static Clock system() {
    return SystemClock.INSTANCE;
  }

  /** See {@link #system}. */
  final class SystemClock implements Clock {
    private static final SystemClock INSTANCE = new SystemClock();

    private final ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, SystemClock::thread);

    private SystemClock() {
      timer.setKeepAliveTime(1, TimeUnit.SECONDS);
      timer.allowCoreThreadTimeOut(true);
      timer.setRemoveOnCancelPolicy(true);
    }

    private static Thread thread(Runnable run) {
      Thread thread = new Thread(run, "nightjar-queue-timer");
      thread.setDaemon(true);
      return thread;
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public Future<?> schedule(Runnable action, long nanos) {
      return timer.schedule(action, nanos, TimeUnit.NANOSECONDS);
    }
  }
}
