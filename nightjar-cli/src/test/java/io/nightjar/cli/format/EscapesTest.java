// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EscapesTest {
  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  @Test
  void textStandsForItself() {
    assertThat(Escapes.show("Grüße, 世界 🌍!".getBytes(UTF_8))).isEqualTo("Grüße, 世界 🌍!");
  }

  @Test
  void whatWouldEndFrameOrLineIsEscaped() {
    assertThat(Escapes.show("a\tb\nc\\d\re".getBytes(UTF_8))).isEqualTo("a\\tb\\nc\\\\d\\x0de");
  }

  @Test
  void whatATerminalWouldObeyIsEscaped() {
    assertThat(Escapes.show(hex("1b5b41"))).isEqualTo("\\x1b[A");
    assertThat(Escapes.show(hex("7f"))).isEqualTo("\\x7f");
    assertThat(Escapes.show(hex("c29b"))).isEqualTo("\\xc2\\x9b");
  }

  @Test
  void bytesThatAreNotUtf8AreEscapedOneByOne() {
    assertThat(Escapes.show(hex("00ff"))).isEqualTo("\\x00\\xff");
    assertThat(Escapes.show(hex("c3"))).isEqualTo("\\xc3");
    assertThat(Escapes.show(hex("eda080"))).isEqualTo("\\xed\\xa0\\x80");
    assertThat(Escapes.show(hex("c0af"))).isEqualTo("\\xc0\\xaf");
    assertThat(Escapes.show(hex("f4908080"))).isEqualTo("\\xf4\\x90\\x80\\x80");
  }

  @Test
  void readingTakesEveryEscape() throws FormatException {
    assertThat(Escapes.read("\\t\\n\\r\\0\\\\\\x41\\xfF")).isEqualTo(hex("090a0d005c41ff"));
  }

  @Test
  void unknownAndBrokenEscapesAreRefusedWithTheRemedy() {
    assertThatThrownBy(() -> Escapes.read("C:\\path"))
        .isInstanceOf(FormatException.class)
        .hasMessage("\\p is no escape: write \\\\ for a backslash, or use --raw");
    assertThatThrownBy(() -> Escapes.read("end\\")).hasMessageContaining("a backslash at the end");
    assertThatThrownBy(() -> Escapes.read("\\x4")).hasMessageContaining("two hexadecimal digits");
    assertThatThrownBy(() -> Escapes.read("\\xgg")).hasMessageContaining("two hexadecimal digits");
  }

  @Test
  void anyBytesComeBack() throws FormatException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      String shown = Escapes.show(bytes);
      assertThat(shown).as("seed %s", seed).doesNotContain("\n", "\t", "\r");
      assertThat(Escapes.read(shown)).as("seed %s", seed).isEqualTo(bytes);
    }
  }
}
