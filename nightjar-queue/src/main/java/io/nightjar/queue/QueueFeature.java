// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

/**
 * What one kind of queue can do and another cannot. Taking in FIFO order is no feature: all can.
 */
public enum QueueFeature {
  /** {@link Order#LIFO}. */
  LIFO,
  /** {@link Order#PRIORITY}. */
  PRIORITY,
  /** A bound on the number of tasks: who puts waits while the queue is full. */
  CAPACITY,
  /**
   * Tasks that become ready later: {@link Put#delay} and {@link Task#requeue(java.time.Duration)}.
   */
  DELAY,
  /** Leases that end by the clock. Without it a task comes back when its taker is gone. */
  LEASE,
  /** Deliveries count even if the taker died, so that a task that kills its takers becomes dead. */
  CRASH_COUNT,
  /** The number of tasks in progress at all takers, and with it {@link WorkQueue#awaitDone()}. */
  IN_PROGRESS,
  /** {@link WorkQueue#finish}. */
  FINISH,
  /** {@link WorkQueue#deadLetters}. */
  DEAD_LETTERS;

  /** Whether dead letters have it too, which are a queue that is only taken from. */
  public boolean isOfDeadLetters() {
    return this == LEASE || this == IN_PROGRESS;
  }
}
