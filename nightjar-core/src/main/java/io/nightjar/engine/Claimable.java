// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A future of something that is done under a lock and told later, elsewhere. Whoever does it claims
 * the future first; from then on it cannot be cancelled, so that a cancel that says yes is true.
 *
 * @param <T> the result
 */
final class Claimable<T> extends CompletableFuture<T> {
  private static final long LOOK_AGAIN_NANOS = 10_000;

  private final AtomicBoolean taken = new AtomicBoolean();

  /** Takes it, for good or until {@link #unclaim}; false if it was cancelled. */
  boolean claim() {
    return taken.compareAndSet(false, true) && !isDone();
  }

  /** Gives it back: nothing was done after all. */
  void unclaim() {
    taken.set(false);
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    while (!isDone()) {
      if (taken.compareAndSet(false, true)) {
        return super.cancel(mayInterruptIfRunning);
      }
      // Whoever has it is about to complete it or to give it back, and says so without waiting.
      LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
    }
    return isCancelled();
  }
}
