// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationsTest {
  @Test
  void timesHaveAUnit() {
    assertThat(Durations.parse("250ms")).isEqualTo(Duration.ofMillis(250));
    assertThat(Durations.parse("5s")).isEqualTo(Duration.ofSeconds(5));
    assertThat(Durations.parse("1.5s")).isEqualTo(Duration.ofMillis(1500));
    assertThat(Durations.parse("2m")).isEqualTo(Duration.ofMinutes(2));
    assertThat(Durations.parse("1h")).isEqualTo(Duration.ofHours(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "five s", "-1s", "0s", "5 parsecs", "NaNs", "1e30h"})
  void anythingElseIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("write 250ms, 5s, 1.5s, 2m or 1h");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          5         | '5' is no time: the unit is missing; write
          1d        | '1d' is no time: there is no unit d; write
          5 parsecs | '5 parsecs' is no time: there is no unit parsecs; write
          five s    | 'five s' is no time: write
          0s        | '0s' is no time above 0: write
          -1s       | '-1s' is no time above 0: write
          1e30h     | '1e30h' is no time below 300 years: write
          """)
  void whatIsWrongIsTold(String text, String why) {
    assertThatThrownBy(() -> Durations.parse(text)).hasMessageContaining(why);
  }

  @Test
  void timesAreShownAsTheyAreWritten() {
    assertThat(Session.show(Duration.ofSeconds(5))).isEqualTo("5s");
    assertThat(Session.show(Duration.ofMillis(250))).isEqualTo("250ms");
  }
}
