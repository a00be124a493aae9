// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.WaitPolicy;
import org.junit.jupiter.api.Test;

class SpinWindowTest {
  private static final long MICRO = 1_000;

  private final SpinWindow window = new SpinWindow();

  private long nanos() {
    return window.nanos(WaitPolicy.ADAPTIVE);
  }

  /** A wait for what comes after so long, by a thread that takes 40 microseconds to be woken. */
  private void await(long nanos) {
    if (nanos <= nanos()) {
      window.paid(nanos);
    } else {
      window.slept(nanos + 40 * MICRO);
    }
  }

  /** How long such waits spin, all together. */
  private long spun(int waits, long nanos) {
    long spun = 0;
    for (int i = 0; i < waits; i++) {
      spun += Math.min(nanos, nanos());
      await(nanos);
    }
    return spun;
  }

  @Test
  void waitsThatAreShortAreSpunThrough() {
    spun(10, 10 * MICRO);
    assertThat(nanos()).isBetween(10 * MICRO, 50 * MICRO);
    for (int i = 0; i < 100; i++) {
      await(10 * MICRO);
      assertThat(nanos()).isGreaterThan(10 * MICRO);
    }
  }

  @Test
  void waitsThatAreLongAreSlept() {
    spun(10, 10 * MICRO);
    spun(10, 1_000 * MICRO);
    assertThat(nanos()).isZero();
    assertThat(spun(1000, 1_000 * MICRO)).isZero();
  }

  @Test
  void waitsALittleLongerThanTheLongestSpinAreSlept() {
    spun(1000, 55 * MICRO);
    assertThat(spun(10_000, 55 * MICRO)).isLessThan(10_000 * 2 * MICRO);
  }

  @Test
  void waitsThatAreShortAndLongInTurnAreSlept() {
    for (int i = 0; i < 1000; i++) {
      await((55 + i % 3 * 20) * MICRO);
    }
    long spun = 0;
    for (int i = 0; i < 10_000; i++) {
      spun += spun(1, (55 + i % 3 * 20) * MICRO);
    }
    assertThat(spun).isLessThan(10_000 * 2 * MICRO);
  }

  @Test
  void spinningIsTriedAgainWhenWaitsBecomeShort() {
    spun(10_000, 55 * MICRO);
    spun(300, 10 * MICRO);
    assertThat(nanos()).isGreaterThan(10 * MICRO);
    assertThat(spun(100, 10 * MICRO)).isEqualTo(100 * 10 * MICRO);
  }

  @Test
  void otherPoliciesDoNotLearn() {
    spun(10, 10 * MICRO);
    assertThat(window.nanos(WaitPolicy.BLOCK)).isZero();
    assertThat(window.nanos(WaitPolicy.SPIN)).isEqualTo(Long.MAX_VALUE);
  }
}
