// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How much memory queues may hold: those of a socket in one direction, or all of a context. Counts
 * the blocks and arrays in which messages lie, not their bytes. Any thread.
 *
 * <p>A budget that is used up makes a queue count as full, but not one that is empty: each takes at
 * least one message. For those who send that ends when the context's budget is overdrawn by a
 * quarter.
 */
public final class MemoryBudget {
  /** It is used up, but not overdrawn, up to this many bytes more, however small it is. */
  private static final long LEAST_OVERDRAFT = 4 << 20;

  private final @Nullable MemoryBudget whole;
  private final @Nullable MemoryBudget partner;
  private final Runnable onRoom;
  private volatile long limit;

  private final AtomicLong used = new AtomicLong();

  /**
   * Makes the budget of a context.
   *
   * @param onRoom called when it was used up and an eighth is free again, and when it is no longer
   *     overdrawn; must not block
   */
  public MemoryBudget(long limit, Runnable onRoom) {
    this(limit, null, onRoom);
  }

  /** Makes a budget that is part of another one. */
  public MemoryBudget(long limit, @Nullable MemoryBudget whole, Runnable onRoom) {
    this(limit, whole, null, onRoom);
  }

  private MemoryBudget(
      long limit, @Nullable MemoryBudget whole, @Nullable MemoryBudget partner, Runnable onRoom) {
    this.limit = limit;
    this.whole = whole;
    this.partner = partner;
    this.onRoom = onRoom;
  }

  /**
   * The budget of a queue that two sockets share: what is in use of it is in use of both, and once
   * of their context.
   */
  public static MemoryBudget ofBoth(MemoryBudget one, MemoryBudget other) {
    return new MemoryBudget(Long.MAX_VALUE, one, other, () -> {});
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
    MemoryBudget beside = partner;
    return used.getOpaque() >= limit
        || (all != null && all.isUsedUp())
        || (beside != null && beside.used.getOpaque() >= beside.limit);
  }

  /** Whether so much more is in use than may be that an empty queue takes no message either. */
  public boolean isOverdrawn() {
    MemoryBudget all = whole;
    return all != null ? all.isOverdrawn() : used.getOpaque() >= most();
  }

  private long most() {
    long usual = limit;
    long overdraft = Math.max(usual / 4, LEAST_OVERDRAFT);
    return usual > Long.MAX_VALUE - overdraft ? Long.MAX_VALUE : usual + overdraft;
  }

  /** The bytes in use. */
  public long used() {
    return used.getOpaque();
  }

  void take(long bytes) {
    used.getAndAdd(bytes);
    MemoryBudget beside = partner;
    if (beside != null) {
      beside.used.getAndAdd(bytes);
    }
    MemoryBudget all = whole;
    if (all != null) {
      all.take(bytes);
    }
  }

  void give(long bytes) {
    MemoryBudget beside = partner;
    if (beside != null) {
      beside.giveOwn(bytes);
    }
    giveOwn(bytes);
    MemoryBudget all = whole;
    if (all != null) {
      all.give(bytes);
    }
  }

  private static boolean passes(long before, long bytes, long mark) {
    return before >= mark && before - bytes < mark;
  }

  private void giveOwn(long bytes) {
    long before = used.getAndAdd(-bytes);
    long usual = limit;
    if (passes(before, bytes, usual - usual / 8) || passes(before, bytes, most())) {
      onRoom.run();
    }
  }
}
