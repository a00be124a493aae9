// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Blocks come, are used again, and go after a burst. */
class ChunkPoolTest {
  private final ChunkPool pool = new ChunkPool();
  private final MemoryBudget budget = MemoryBudget.unlimited();

  @Test
  void theSmallestBlockThatIsLargeEnoughIsTaken() {
    assertThat(pool.take(1, budget).capacity()).isEqualTo(Chunk.SMALL);
    assertThat(pool.take(Chunk.SMALL + 1, budget).capacity()).isEqualTo(Chunk.STANDARD);
    assertThat(pool.take((1 << 20) + 9, budget).capacity()).isBetween(1 << 20, (1 << 20) + 8192);
    assertThat(pool.inUse()).isEqualTo(3);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> pool.take(ChunkPool.LARGEST + 1, budget));
  }

  @Test
  void whatIsGivenBackIsTakenAgain() {
    Chunk chunk = pool.take(100, budget);
    assertThat(budget.used()).isEqualTo(Chunk.SMALL);
    pool.give(chunk);
    assertThat(budget.used()).isZero();
    assertThat(pool.take(200, budget)).isSameAs(chunk);
  }

  @Test
  void theBlocksOfABurstGoWhenNobodyNeedsThem() {
    List<Integer> surplus = new ArrayList<>();
    pool.onSurplus(() -> surplus.add(1));
    burst(pool, 2000);
    assertThat(surplus).as("told once").hasSize(1);
    assertThat(pool.bytesKept()).isEqualTo(2000L * Chunk.STANDARD);
    assertThat(pool.shrink()).isTrue();
    int calls = 1;
    while (pool.shrink()) {
      calls++;
    }
    assertThat(calls).isLessThan(16);
    assertThat(pool.bytesKept()).isLessThanOrEqualTo(8L * Chunk.STANDARD);
  }

  @Test
  void whatIsNeededAgainAndAgainStays() {
    for (int round = 0; round < 5; round++) {
      burst(pool, 50);
      pool.shrink();
    }
    assertThat(pool.bytesKept()).isEqualTo(50L * Chunk.STANDARD);
  }

  @Test
  void aBudgetTellsOnceWhenThereIsRoomAgain() {
    List<Integer> told = new ArrayList<>();
    MemoryBudget whole = MemoryBudget.unlimited();
    MemoryBudget part = new MemoryBudget(80_000, whole, () -> told.add(1));
    List<Chunk> chunks = new ArrayList<>();
    while (!part.isUsedUp()) {
      chunks.add(pool.take(Chunk.SMALL, part));
    }
    assertThat(chunks).hasSize(20);
    assertThat(whole.used()).isEqualTo(part.used());
    pool.give(chunks.remove(0));
    assertThat(part.isUsedUp()).isFalse();
    assertThat(told).as("an eighth is not free yet").isEmpty();
    chunks.forEach(pool::give);
    assertThat(told).hasSize(1);
    assertThat(part.used()).isZero();
    assertThat(whole.used()).isZero();
  }

  @Test
  void noMoreIsKeptThanMayBe() {
    ChunkPool small = new ChunkPool(10L * Chunk.STANDARD);
    burst(small, 20);
    assertThat(small.bytesKept()).isEqualTo(10L * Chunk.STANDARD);
    assertThat(small.inUse()).isZero();
  }

  @Test
  void whatComesBackWhileItShrinksIsLookedAtOnce() {
    List<Integer> rounds = new ArrayList<>();
    pool.onSurplus(() -> rounds.add(1));
    burst(pool, 20);
    while (pool.shrink()) {}
    assertThat(rounds).hasSize(1);
    burst(pool, 20);
    assertThat(rounds).as("the rounds begin anew").hasSize(2);
  }

  /** So many blocks are in use at a time, and then none. */
  private void burst(ChunkPool from, int count) {
    List<Chunk> chunks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chunks.add(from.take(Chunk.STANDARD, budget));
    }
    chunks.forEach(from::give);
  }
}
