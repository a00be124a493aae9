// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import java.time.Duration;

/** Threads that take and work, from {@link WorkQueue#work}. */
public interface Workers extends AutoCloseable {
  /**
   * Waits until all have ended, because the queue is finished and empty, or something is closed, or
   * because their executor was shut down, which interrupts them.
   *
   * <p>If a worker ended for another reason, such as a damaged queue, this throws what it ended
   * with, once all have ended. What the work itself throws is not meant: that is a task that
   * failed.
   */
  void await() throws InterruptedException;

  /** The same for so long at most; false: they work still. */
  boolean await(Duration timeout) throws InterruptedException;

  /** How many have not ended. */
  int running();

  /**
   * No more tasks are taken; waits for those in progress. If the waiting is interrupted, the
   * interrupt is kept and the rest end by themselves; so they do if a worker calls this, which does
   * not wait.
   */
  @Override
  void close();
}
