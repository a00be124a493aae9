// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import io.nightjar.queue.Task;
import java.time.Duration;

/**
 * A task that a peer has.
 *
 * @param token names this delivery; never used again, by other servers neither
 * @param name the queue as the peer named it
 * @param leaseEndNanos about when the lease ends
 */
record Held(String token, String name, ServedQueue queue, Task<byte[]> task, long leaseEndNanos) {
  private static final Duration LONGEST = Duration.ofDays(30_000);

  Held withLease(Duration lease) {
    return new Held(token, name, queue, task, endOf(lease));
  }

  static long endOf(Duration lease) {
    // Far from overflow, whatever the lease.
    return System.nanoTime() + (lease.compareTo(LONGEST) < 0 ? lease : LONGEST).toNanos();
  }

  /** The frames of it in an answer. */
  Frames write(Frames frames) {
    String reason = task.reason();
    return frames
        .text(token)
        .text(task.id())
        .number(task.attempt())
        .text(reason == null ? "" : reason)
        .bytes(task.value());
  }
}
