// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import org.jspecify.annotations.Nullable;

/**
 * What a queue knows of a task that is more than a value: it was delayed, is in progress, or came
 * back. All fields belong to the lock of the queue; the value is set once.
 */
final class MemoryRecord {
  final Object value;
  final int priority;
  long id;
  int attempts;
  @Nullable String reason;

  /** When it is ready, if it is delayed. */
  long dueNanos;

  /** Who has taken it, if it is in progress. */
  @Nullable MemoryHandle<?> owner;

  /** Sets one delivery apart from the next. */
  int delivery;

  long leaseNanos;
  @Nullable MemoryRecord previous;
  @Nullable MemoryRecord next;

  MemoryRecord(Object value, int priority) {
    this.value = value;
    this.priority = priority;
  }

  /** The same as a dead letter. */
  MemoryRecord dead(String why) {
    MemoryRecord record = new MemoryRecord(value, 0);
    record.id = id;
    record.attempts = attempts;
    record.reason = why;
    return record;
  }
}
