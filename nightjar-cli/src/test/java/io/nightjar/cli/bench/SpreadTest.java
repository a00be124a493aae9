// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Figures of several runs. */
class SpreadTest {
  @Test
  void theMedianOfAnOddNumberIsTheMiddleOne() {
    assertThat(Spread.of(3, 100, 2)).isEqualTo(new Spread(3, 2, 100));
    assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7));
  }

  @Test
  void theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
    assertThat(Spread.of(4, 1, 2, 100)).isEqualTo(new Spread(3, 1, 100));
  }

  @Test
  void aSampleIsReadFromTheLineOfAProgram() {
    String line =
        "{\"count\":1000,\"rate\":2000.5,\"cpu_s\":0.010,\"alloc_b_per_msg\":32.00,"
            + "\"p50_us\":12.50,\"p99_us\":40.00}";
    assertThat(Sample.of(line)).isEqualTo(new Sample(2000.5, 10_000, 32, 12_500, 40_000));
  }

  @Test
  void aRunInWhichNothingArrivedIsNoSample() {
    assertThatThrownBy(() -> Sample.of("{\"count\":0,\"rate\":0.0}"))
        .hasMessageContaining("nothing arrived");
    assertThatThrownBy(() -> Sample.of("Exception in thread main")).hasMessageContaining("result");
  }
}
