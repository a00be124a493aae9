// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How much memory queues may hold: those of a socket in one direction, or all of a context. Counts
 * the blocks and arrays in which messages lie, not their bytes. Any thread.
 *
 * <p>A budget that is used up makes a queue count as full, but not one that is empty: each takes at
 * least one message, so a budget can be overdrawn by as much.
 */
public final class MemoryBudget {
  private final @Nullable MemoryBudget whole;
  private final Runnable onRoom;
  private volatile long limit;

  private final AtomicLong used = new AtomicLong();

  /**
   * Makes the budget of a context.
   *
   * @param onRoom called when it was used up and an eighth is free again; must not block
   */
  public MemoryBudget(long limit, Runnable onRoom) {
    this(limit, null, onRoom);
  }

  /** Makes a budget that is part of another one. */
  public MemoryBudget(long limit, @Nullable MemoryBudget whole, Runnable onRoom) {
    this.limit = limit;
    this.whole = whole;
    this.onRoom = onRoom;
  }

  /** A budget without a limit. */
  public static MemoryBudget unlimited() {
    return new MemoryBudget(Long.MAX_VALUE, () -> {});
  }

  /** Changes the limit, in bytes; what is in use stays. */
  public void limit(long bytes) {
    limit = bytes;
  }

  /** Whether as much is in use as may be, or more. */
  public boolean isUsedUp() {
    MemoryBudget all = whole;
    return used.getOpaque() >= limit || (all != null && all.isUsedUp());
  }

  /** The bytes in use. */
  public long used() {
    return used.getOpaque();
  }

  void take(long bytes) {
    used.getAndAdd(bytes);
    MemoryBudget all = whole;
    if (all != null) {
      all.take(bytes);
    }
  }

  void give(long bytes) {
    long before = used.getAndAdd(-bytes);
    long most = limit;
    long roomy = most - most / 8;
    if (before >= roomy && before - bytes < roomy) {
      onRoom.run();
    }
    MemoryBudget all = whole;
    if (all != null) {
      all.give(bytes);
    }
  }
}
