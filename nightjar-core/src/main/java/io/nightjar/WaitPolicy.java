// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/** How a thread waits for a message or for room. */
public enum WaitPolicy {
  /** Sleeps at once: the least CPU, the longest wake-up. */
  BLOCK,
  /** Spins for up to 50 microseconds where that has paid off lately, then sleeps. */
  ADAPTIVE,
  /**
   * Never sleeps: the shortest wake-up; each waiting thread takes a whole core. A virtual thread
   * spins for 50 microseconds, then parks, so that it leaves its carrier to others.
   */
  SPIN
}
