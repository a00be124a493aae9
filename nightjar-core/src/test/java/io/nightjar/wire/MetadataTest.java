// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import static io.nightjar.wire.Scripts.ascii;
import static io.nightjar.wire.Scripts.hex;
import static io.nightjar.wire.Scripts.join;
import static io.nightjar.wire.Scripts.property;
import static io.nightjar.wire.Scripts.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataTest {
  @Test
  void hasTheFormOfTheRfc() {
    Metadata metadata = Metadata.EMPTY.with("Socket-Type", "REP").with("Identity", zeros(0));

    assertThat(metadata.encode())
        .isEqualTo(hex("0B 536F636B65742D54797065 00000003 524550  08 4964656E74697479 00000000"));
  }

  @Test
  void findsNamesInAnyCase() throws ProtocolException {
    Metadata metadata = decode(property("SOCKET-type", ascii("SUB")));

    assertThat(metadata.text("Socket-Type")).isEqualTo("SUB");
    assertThat(metadata.bytes("socket-TYPE")).isEqualTo(ascii("SUB"));
    assertThat(metadata.text("Identity")).isNull();
    assertThat(metadata.bytes("Identity")).isNull();
  }

  @Test
  void keepsOrderAndUnknownProperties() throws ProtocolException {
    Metadata metadata =
        decode(
            join(property("X-b", ascii("1")), property("a", hex("00FF")), property("B", zeros(0))));

    assertThat(metadata.names()).containsExactly("X-b", "a", "B");
    List<String> seen = new ArrayList<>();
    metadata.forEach((name, value) -> seen.add(name + Arrays.toString(value)));
    assertThat(seen).containsExactly("X-b[49]", "a[0, -1]", "B[]");
  }

  @Test
  void countsTheFirstOfTwoWithTheSameName() throws ProtocolException {
    Metadata metadata = decode(join(property("A", ascii("1")), property("a", ascii("2"))));

    assertThat(metadata.text("a")).isEqualTo("1");
    assertThat(metadata.size()).isEqualTo(2);
  }

  @Test
  void isImmutable() {
    byte[] value = ascii("value");
    Metadata metadata = Metadata.EMPTY.with("A", value);
    value[0] = 0;
    metadata.bytes("A")[0] = 0;
    metadata.forEach((name, shown) -> shown[0] = 0);

    assertThat(metadata.text("A")).isEqualTo("value");
    assertThat(Metadata.EMPTY.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 65536})
  void readsBackValuesOfAnySize(int size) throws ProtocolException {
    Metadata metadata = Metadata.EMPTY.with("N".repeat(255), new byte[size]).with("next", "x");

    Metadata read = decode(metadata.encode());

    assertThat(read.names()).isEqualTo(metadata.names());
    assertThat(read.encode()).isEqualTo(metadata.encode());
  }

  @Test
  void refusesNamesThatCannotBeWritten() {
    assertThatIllegalArgumentException().isThrownBy(() -> Metadata.EMPTY.with("", "x"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Metadata.EMPTY.with("N".repeat(256), "x"));
    assertThatIllegalArgumentException().isThrownBy(() -> Metadata.EMPTY.with("\u20AC", "x"));
  }

  @Test
  void refusesEveryTruncation() throws ProtocolException {
    byte[] first = property("Socket-Type", ascii("DEALER"));
    byte[] whole = join(first, property("Identity", ascii("me")));
    for (int length = 0; length <= whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      if (length == 0 || length == first.length || length == whole.length) {
        decode(cut);
      } else {
        assertRefused(cut);
      }
    }
  }

  @Test
  void refusesEmptyNamesAndImpossibleLengths() {
    assertRefused(hex("00 00000000"));
    assertRefused(hex("01 41 80000000"));
    assertRefused(hex("01 41 FFFFFFFF 00"));
    assertRefused(hex("01 41 7FFFFFFF 00"));
  }

  @Test
  void refusesTooManyProperties() throws ProtocolException {
    byte[] property = property("A", zeros(0));
    byte[][] most = new byte[Metadata.MAX_PROPERTIES][];
    Arrays.fill(most, property);

    assertThat(decode(join(most)).size()).isEqualTo(256);
    assertRefused(join(join(most), property));
  }

  @Test
  void survivesRandomBytes() {
    Random random = new Random(4711);
    for (int round = 0; round < 50_000; round++) {
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      // Small lengths, so that some of it is readable.
      for (int i = 0; i < bytes.length; i++) {
        if (random.nextInt(3) > 0) {
          bytes[i] = (byte) random.nextInt(4);
        }
      }
      try {
        Metadata metadata = decode(bytes);
        assertThat(metadata.encode()).isEqualTo(bytes);
      } catch (ProtocolException e) {
        assertThat(e.error()).isEqualTo(ProtocolError.ZMTP_INVALID_METADATA);
      }
    }
  }

  private static Metadata decode(byte[] bytes) throws ProtocolException {
    return Metadata.decode(ByteBuffer.wrap(bytes));
  }

  private static void assertRefused(byte[] bytes) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> decode(bytes))
        .satisfies(e -> assertThat(e.error()).isEqualTo(ProtocolError.ZMTP_INVALID_METADATA));
  }
}
