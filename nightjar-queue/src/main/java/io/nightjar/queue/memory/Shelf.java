// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import io.nightjar.queue.Put;
import org.jspecify.annotations.Nullable;

/**
 * Where tasks lie that can be taken, in the order of the queue: bare values, or records of tasks
 * that are more than that. Its capacity is what the tasks outside of it leave.
 */
interface Shelf {
  /** What {@link #pollFast} gives where only {@link #poll} will do. */
  Object LOCKED = new Object();

  /** Puts a value. Called without the lock, and again with it if it is unsure. */
  Offer offer(Object value, Put how);

  /** Takes without the lock, if that can be done: a value, null, or {@link #LOCKED}. */
  @Nullable Object pollFast();

  /** Takes with the lock: a value, a record, or null. */
  @Nullable Object poll();

  /** The priority of what was polled last; with the lock. */
  int polledPriority();

  /** Takes in a record that is counted outside still; with the lock. */
  void giveBack(MemoryRecord record);

  /** Values and records that can be taken, and those delayed that lie here. */
  int size();

  /** Those of them that are delayed. */
  int delayed();

  void finish();

  boolean isFinished();
}
