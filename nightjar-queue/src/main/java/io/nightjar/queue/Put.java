// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import java.time.Duration;

/**
 * How a value goes into a queue.
 *
 * @param priority from 0 to {@link #HIGHEST}; a higher number is taken first, in a queue of {@link
 *     Order#PRIORITY}
 * @param delay how long it is before the task can be taken
 */
public record Put(int priority, Duration delay) {
  /** The highest priority. */
  public static final int HIGHEST = 255;

  private static final Put NOW = new Put(0, Duration.ZERO);

  /** Refuses what is out of range. */
  public Put {
    if (priority < 0 || priority > HIGHEST) {
      throw new IllegalArgumentException("priority " + priority + " is not in 0 to " + HIGHEST);
    }
    if (delay.isNegative()) {
      throw new IllegalArgumentException("delay " + delay + " is negative");
    }
  }

  /** Ready at once, with priority 0. */
  public static Put now() {
    return NOW;
  }

  /** Ready at once, with this priority. */
  public static Put priority(int priority) {
    return new Put(priority, Duration.ZERO);
  }

  /** Ready after this delay. */
  public static Put delay(Duration delay) {
    return new Put(0, delay);
  }

  /** The same with another priority. */
  public Put withPriority(int other) {
    return new Put(other, delay);
  }

  /** The same with another delay. */
  public Put withDelay(Duration other) {
    return new Put(priority, other);
  }
}
