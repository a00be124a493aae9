// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0000",
    "1, 0, 0100",
    "0, 1, 0001",
    "5, 127, 057f",
    "0, 128, 0080",
    "4, 255, 04ff",
    "1, 256, 030000000000000100",
    "0, 65536, 020000000000010000",
    "0, 4294967296, 020000000100000000",
    "2, 3, 020000000000000003",
    "3, 255, 0300000000000000ff"
  })
  void writesTheHeaderThatTheRfcAsksFor(int flags, long length, String expected) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(16);

    int end = Frames.putHeader(buffer, 3, flags, length);

    byte[] written = new byte[end - 3];
    buffer.get(3, written);
    assertThat(HexFormat.of().formatHex(written)).isEqualTo(expected);
    assertThat(buffer.position()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 127, 128, 254, 255, 256, 257, 65535, 65536, Integer.MAX_VALUE})
  void readsBackWhatItWrote(long length) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(32);
    for (int flags : new int[] {0, Frames.MORE, Frames.COMMAND, Frames.MORE | Frames.LONG}) {
      int end = Frames.putHeader(buffer, 5, flags, length);

      assertThat(Frames.headerSizeAt(buffer, 5, 32)).isEqualTo(end - 5);
      assertThat(Frames.bodyLengthAt(buffer, 5)).isEqualTo(length);
      assertThat(Frames.flagsAt(buffer, 5) & ~Frames.LONG).isEqualTo(flags & ~Frames.LONG);
      if ((flags & Frames.LONG) == 0) {
        assertThat(Frames.headerSize(length)).isEqualTo(end - 5);
      }
    }
  }

  @Test
  void doesNotSeeAHeaderThatIsNotThereYet() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(32);
    int end = Frames.putHeader(buffer, 0, 0, 256);
    for (int limit = 0; limit < end; limit++) {
      assertThat(Frames.headerSizeAt(buffer, 0, limit)).isZero();
    }
    Frames.putHeader(buffer, 0, 0, 255);
    assertThat(Frames.headerSizeAt(buffer, 0, 1)).isZero();
    assertThat(Frames.headerSizeAt(buffer, 0, 2)).isEqualTo(2);
  }

  @Test
  void showsInvalidLengthsAsTheyAre() {
    ByteBuffer buffer = ByteBuffer.wrap(Scripts.hex("02 FFFFFFFFFFFFFFFE"));

    assertThat(Frames.bodyLengthAt(buffer, 0)).isEqualTo(-2);
  }

  @Test
  void showsReservedFlags() {
    assertThat(Frames.flagsAt(ByteBuffer.wrap(Scripts.hex("F9 00")), 0)).isEqualTo(0xF9);
  }
}
