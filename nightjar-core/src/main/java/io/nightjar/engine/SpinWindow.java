// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.WaitPolicy;

/**
 * How long a wait spins before it sleeps: as long as recent waits took, nought where spinning has
 * not paid. Used by one thread at a time; a race costs no more than a worse guess.
 */
final class SpinWindow {
  private static final long MOST = 50_000;
  private static final long LEAST = 4_000;
  private static final long SHORT = 100_000;

  private long window;

  /** How long to spin now. */
  long nanos(WaitPolicy policy) {
    return switch (policy) {
      case BLOCK -> 0;
      // A virtual thread that only ever yields keeps its carrier from those that were just started.
      case SPIN -> Threads.isVirtual() ? MOST : Long.MAX_VALUE;
      case ADAPTIVE -> window;
    };
  }

  /** What was awaited came while spinning. */
  void paid(long nanos) {
    long wish = Math.min(MOST, Math.max(LEAST, nanos * 3));
    window += (wish - window) / 4;
  }

  /**
   * It did not, and the wait took this long, with the time that waking takes; a short one would
   * have been worth spinning.
   */
  void slept(long nanos) {
    adapt(nanos <= SHORT);
  }

  /**
   * It did not, and it came after this long. Two threads that wake each other for every fill of
   * their queue spend more time in waking than in waiting.
   */
  void sleptUntilTold(long nanos) {
    adapt(nanos <= MOST);
  }

  private void adapt(boolean worthIt) {
    if (worthIt) {
      window = Math.min(MOST, Math.max(LEAST, window * 2));
    } else {
      window -= (window + 1) / 2;
      if (window < LEAST) {
        window = 0;
      }
    }
  }
}
