// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DistanceTest {
  private final Distance distance = new Distance();

  private void findLittle(int times) {
    for (int i = 0; i < times; i++) {
      assertThat(distance.isTooClose()).isFalse();
      distance.found(18);
    }
  }

  @Test
  void readerThatFindsLittleAgainAndAgainIsTooClose() {
    findLittle(Distance.STREAK);

    assertThat(distance.isTooClose()).isTrue();
  }

  @Test
  void readerThatFindsNothingInBetweenIsNot() {
    findLittle(Distance.STREAK - 1);
    distance.foundNothing();
    findLittle(Distance.STREAK - 1);

    assertThat(distance.isTooClose()).isFalse();
  }

  @Test
  void readerThatFindsMuchInBetweenIsNot() {
    findLittle(Distance.STREAK - 1);
    distance.found(Distance.LITTLE);
    findLittle(Distance.STREAK - 1);

    assertThat(distance.isTooClose()).isFalse();
  }

  @Test
  void waitThatBringsMoreIsRepeatedSoon() {
    findLittle(Distance.STREAK);
    distance.widen();
    distance.found(1000);
    findLittle(Distance.STREAK);

    assertThat(distance.isTooClose()).isTrue();
  }

  @Test
  void waitThatBringsNoMoreIsNotRepeatedSoon() {
    findLittle(Distance.STREAK);
    distance.widen();
    distance.found(18);
    findLittle(Distance.PENALTY + Distance.STREAK);

    assertThat(distance.isTooClose()).isTrue();
  }

  @Test
  void waitAfterWhichThereIsNothingIsOver() {
    findLittle(Distance.STREAK);
    distance.widen();
    distance.foundNothing();
    findLittle(Distance.STREAK);

    assertThat(distance.isTooClose()).isTrue();
  }
}
