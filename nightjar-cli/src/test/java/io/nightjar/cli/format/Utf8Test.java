// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Utf8Test {
  @Test
  void agreesWithTheDecoderOfTheJdkOnAllOfOneTwoAndThreeBytes() {
    for (int length = 1; length <= 3; length++) {
      byte[] bytes = new byte[length];
      int step = length == 3 ? 61 : 1; // a sample of the 16 million of three bytes
      for (int value = 0; value < 1 << (8 * length); value += step) {
        for (int i = 0; i < length; i++) {
          bytes[i] = (byte) (value >> (8 * i));
        }
        if (Utf8.isValid(bytes) != isValidInJdk(bytes)) {
          assertThat(Utf8.isValid(bytes)).as("%x", value).isEqualTo(isValidInJdk(bytes));
        }
      }
    }
  }

  @Test
  void agreesWithTheDecoderOfTheJdkAroundTheEdgesOfFourBytes() {
    int[] edges = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0xbf, 0xc0, 0xff};
    for (int first = 0xef; first <= 0xf6; first++) {
      for (int second : edges) {
        for (int third : edges) {
          for (int fourth : edges) {
            byte[] bytes = {(byte) first, (byte) second, (byte) third, (byte) fourth};
            assertThat(Utf8.isValid(bytes))
                .as("%x %x %x %x", first, second, third, fourth)
                .isEqualTo(isValidInJdk(bytes));
          }
        }
      }
    }
  }

  private static boolean isValidInJdk(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
