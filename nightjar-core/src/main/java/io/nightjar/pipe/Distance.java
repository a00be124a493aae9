// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

/**
 * Keeps a reader that is as fast as its writer from following it message by message: both would
 * wait for the same memory all the time. A reader that found only little at look after look, and
 * never nothing, had better let the writer get ahead before it looks again. The reader's.
 *
 * <p>A single message is never held up: before it there was nothing.
 */
final class Distance extends DistanceFields.Padded {
  /** How long the writer is left alone. */
  static final long NANOS = 500;

  /** Two cache lines. */
  static final int LITTLE = 128;

  /** So many looks at little make a pattern. */
  static final int STREAK = 16;

  /** So many looks without a wait, after one that brought no more. */
  static final int PENALTY = 256;

  /** A look found this many bytes. */
  void found(int bytes) {
    if (bytes >= LITTLE) {
      streak = Math.min(streak, 0);
    } else if (waited) {
      streak = -PENALTY;
    } else {
      streak++;
    }
    waited = false;
  }

  /** A look found nothing. */
  void foundNothing() {
    streak = Math.min(streak, 0);
    waited = false;
  }

  /** Whether to wait before the next look. */
  boolean isTooClose() {
    return streak >= STREAK;
  }

  /** Lets the writer get ahead. */
  void widen() {
    streak = 0;
    waited = true;
    long start = System.nanoTime();
    while (System.nanoTime() - start < NANOS) {
      Thread.onSpinWait();
    }
  }
}
