// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class SizesTest {
  @Test
  void sizesMayHaveAUnit() {
    assertThat(Sizes.parse("0")).isZero();
    assertThat(Sizes.parse("500")).isEqualTo(500);
    assertThat(Sizes.parse("500B")).isEqualTo(500);
    assertThat(Sizes.parse("64k")).isEqualTo(64 << 10);
    assertThat(Sizes.parse("16M")).isEqualTo(16 << 20);
    assertThat(Sizes.parse("16MiB")).isEqualTo(16 << 20);
    assertThat(Sizes.parse("1G")).isEqualTo(1 << 30);
    assertThat(Sizes.parse("2147483647")).isEqualTo(Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "k", "-1", "1.5M", "16 M", "5 parsecs", "2G", "2147483648", "99999999999"})
  void anythingElseIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> Sizes.parse(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("write 500, 64k or 16M");
  }
}
