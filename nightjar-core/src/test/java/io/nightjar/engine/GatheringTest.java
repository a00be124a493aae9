// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When a receiver lets messages gather. */
class GatheringTest {
  private static final long AT_ONCE = 100;
  private static final long LATER = 1000;
  private static final int MANY = 40;

  private final Gathering gathering = new Gathering();
  private long received;

  /** A message comes after this time, and so many were received since the last wait. */
  private boolean gathersAfter(long waited, int since) {
    received += since;
    return gathering.isWorthIt(waited, received);
  }

  private int singlesBeforeIt() {
    int count = 0;
    while (!gathersAfter(AT_ONCE, 1)) {
      count++;
      assertThat(count).isLessThan(1000);
    }
    return count;
  }

  @Test
  void messagesThatAreMetOneByOneAreLeftToGather() {
    assertThat(singlesBeforeIt()).isBetween(5, 50);
    assertThat(gathersAfter(AT_ONCE, MANY)).as("again, since it paid").isTrue();
  }

  @Test
  void whoAsksAndIsAnsweredNeverWaitsForMore() {
    for (int i = 0; i < 1000; i++) {
      assertThat(gathersAfter(LATER, 1)).isFalse();
    }
  }

  @Test
  void itStopsForAWhileWhenNothingGathered() {
    int before = singlesBeforeIt();
    assertThat(gathersAfter(AT_ONCE, 1)).isFalse();
    assertThat(singlesBeforeIt()).isGreaterThan(2 * before);
  }
}
