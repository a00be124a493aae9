// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.WaitPolicy;

/**
 * How long a wait spins before it sleeps: as long as recent waits took, nought where spinning has
 * not paid. Used by one thread at a time; a race costs no more than a worse guess.
 */
final class SpinWindow {
  /** The longest that a thread spins without another look. */
  static final long MOST = 50_000;

  private static final long LEAST = 4_000;
  private static final long SHORT = 100_000;

  /** So long a thread spins in vain before it rests from spinning. */
  private static final long PATIENCE = 4 * MOST;

  private static final int SHORTEST_REST = 8;
  private static final int LONGEST_REST = 256;

  private long window;

  /** Spun in vain since it paid. */
  private long wasted;

  /** So many short waits are slept through before spinning is tried again. */
  private int rest;

  private int nextRest = SHORTEST_REST;

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
    wasted = 0;
    nextRest = Math.max(SHORTEST_REST, nextRest / 2);
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
    wasted += window;
    if (wasted > PATIENCE) {
      // Waits a little longer than the longest spin, as ten thousand messages a second make them.
      wasted = 0;
      window = 0;
      rest = nextRest;
      nextRest = Math.min(LONGEST_REST, nextRest * 2);
    } else if (!worthIt) {
      window -= (window + 1) / 2;
      if (window < LEAST) {
        window = 0;
      }
    } else if (rest > 0) {
      rest--;
    } else {
      window = Math.min(MOST, Math.max(LEAST, window * 2));
    }
  }
}
