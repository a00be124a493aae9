// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that is held for some nanoseconds at a time. Who finds it taken stays away for a while,
 * twice as long after each attempt, before it sleeps: what takes long is not the work under the
 * lock, but to bring all that it guards from one core to the other, and so the owner had better do
 * much of it in a row. Half the time for each value of a lock that is tried again at once.
 */
final class BriefLock extends ReentrantLock {
  private static final long serialVersionUID = 1;

  /** Alone on its core, a thread that spins only keeps the owner from going on. */
  private static final int ATTEMPTS = Runtime.getRuntime().availableProcessors() > 1 ? 4 : 0;

  private static final int PAUSES = 50;

  @Override
  public void lock() {
    if (tryLock()) {
      return;
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      for (int i = 0; i < PAUSES << attempt; i++) {
        Thread.onSpinWait();
      }
      if (tryLock()) {
        return;
      }
    }
    super.lock();
  }
}
