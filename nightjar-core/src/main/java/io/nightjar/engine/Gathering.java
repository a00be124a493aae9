// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

/**
 * Finds out whether a receiver is faster than a stream of messages that come one by one, so that it
 * meets each of them, and its sender, at the same memory. Then it pays to let some gather. Used by
 * one thread at a time; a race costs no more than a worse guess.
 */
final class Gathering {
  /** How long messages gather. */
  static final long NANOS = 700;

  // A reply takes longer to come: who asked for it must not wait more.
  private static final long CLOSE_NANOS = 250;
  private static final int STREAK = 16;
  private static final int FEW = 4;
  private static final int PENALTY = 64;

  private int streak;
  private long receivedBefore;
  private boolean gathered;

  /**
   * Whether to wait for more.
   *
   * @param waitedNanos how long the first message took to come
   * @param received how many messages were received before it
   */
  boolean isWorthIt(long waitedNanos, long received) {
    boolean few = received - receivedBefore <= FEW;
    receivedBefore = received;
    if (gathered && few) {
      // Nothing came for it.
      streak = -PENALTY;
    } else if (waitedNanos > CLOSE_NANOS) {
      streak = Math.min(streak, 0);
    } else {
      streak++;
    }
    gathered = streak >= STREAK;
    return gathered;
  }
}
