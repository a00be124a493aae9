// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import static io.nightjar.wire.Scripts.ascii;
import static io.nightjar.wire.Scripts.frame;
import static io.nightjar.wire.Scripts.hex;
import static io.nightjar.wire.Scripts.join;
import static io.nightjar.wire.Scripts.toArray;
import static io.nightjar.wire.Scripts.v1Frame;
import static io.nightjar.wire.Scripts.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class V1CodecTest {
  private static final int[] SIZES = {0, 1, 2, 252, 253, 254, 255, 256, 257, 1000};

  @Test
  void writesThreeExamplesOfTheRfc() throws ProtocolException {
    byte[] v3 = join(frame(1, zeros(0)), frame(0, ascii("Hello")));

    assertThat(encode(v3, 100)).isEqualTo(hex("01 01  06 00 48656C6C6F"));
    assertThat(encode(frame(0, zeros(253)), 300)).startsWith(hex("FE 00"));
    assertThat(encode(frame(0, zeros(254)), 300)).startsWith(hex("FF 00000000000000FF 00"));
  }

  @Test
  void translatesEverySizeBothWays() throws ProtocolException {
    for (int size : SIZES) {
      byte[] body = zeros(size);
      assertThat(encode(frame(1, body), 2000)).isEqualTo(v1Frame(1, body));
      assertThat(decode(v1Frame(1, body), 2000)).isEqualTo(frame(1, body));
    }
  }

  @Test
  void acceptsLongFormForShortBodies() throws ProtocolException {
    assertThat(encode(frame(2, ascii("abc")), 50)).isEqualTo(v1Frame(0, ascii("abc")));
    assertThat(decode(hex("FF 0000000000000004 00 616263"), 50)).isEqualTo(hex("00 03 616263"));
  }

  @Test
  void ignoresReservedFlags() throws ProtocolException {
    assertThat(decode(hex("02 7F 61"), 50)).isEqualTo(hex("01 01 61"));
    assertThat(decode(hex("02 7E 61"), 50)).isEqualTo(hex("00 01 61"));
  }

  @Test
  void leavesCommandsOut() throws ProtocolException {
    byte[] v3 =
        join(frame(1, ascii("a")), frame(4, zeros(300)), frame(4, zeros(7)), frame(0, ascii("b")));

    assertThat(encode(v3, 50)).isEqualTo(join(v1Frame(1, ascii("a")), v1Frame(0, ascii("b"))));
  }

  @Test
  void translatesAtEverySplit() throws ProtocolException {
    byte[] v3 =
        join(
            frame(1, zeros(0)),
            frame(0, ascii("Hello")),
            frame(4, zeros(5)),
            frame(1, zeros(254)),
            frame(0, zeros(256)));
    byte[] v1 =
        join(
            v1Frame(1, zeros(0)),
            v1Frame(0, ascii("Hello")),
            v1Frame(1, zeros(254)),
            v1Frame(0, zeros(256)));
    byte[] back =
        join(
            frame(1, zeros(0)),
            frame(0, ascii("Hello")),
            frame(1, zeros(254)),
            frame(0, zeros(256)));
    for (int split = 0; split <= v3.length; split++) {
      assertThat(stream(new V1Codec(-1)::encode, v3, split, 64)).isEqualTo(v1);
    }
    for (int split = 0; split <= v1.length; split++) {
      assertThat(stream(new V1Codec(-1)::decode, v1, split, 64)).isEqualTo(back);
    }
  }

  @Test
  void translatesRandomStreamsInRandomPieces() throws ProtocolException {
    Random random = new Random(13);
    for (int round = 0; round < 300; round++) {
      ByteArrayOutputStream v3 = new ByteArrayOutputStream();
      ByteArrayOutputStream v1 = new ByteArrayOutputStream();
      for (int i = random.nextInt(10); i >= 0; i--) {
        byte[] body =
            new byte[random.nextInt(4) == 0 ? 250 + random.nextInt(10) : random.nextInt(20)];
        random.nextBytes(body);
        int more = random.nextInt(2);
        v3.writeBytes(frame(more, body));
        v1.writeBytes(v1Frame(more, body));
      }
      int piece = 1 + random.nextInt(40);
      int room = V1Codec.MAX_HEADER + random.nextInt(50);
      assertThat(pieces(new V1Codec(-1)::encode, v3.toByteArray(), piece, room))
          .isEqualTo(v1.toByteArray());
      assertThat(pieces(new V1Codec(-1)::decode, v1.toByteArray(), piece, room))
          .isEqualTo(v3.toByteArray());
    }
  }

  @Test
  void leavesIncompleteHeadersInPlace() throws ProtocolException {
    byte[] header = hex("FF 0000000000000002 00");
    for (int length = 0; length < header.length; length++) {
      ByteBuffer in = ByteBuffer.wrap(header, 0, length);
      ByteBuffer out = ByteBuffer.allocate(50);
      new V1Codec(-1).decode(in, out);
      assertThat(in.position()).isZero();
      assertThat(out.position()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00 00",
        "FF 0000000000000000 00",
        "FF 8000000000000000 00",
        "FF FFFFFFFFFFFFFFFF 00",
        "FF 000000000000000C 00",
        "0C 00"
      })
  void refusesLengthsThatAreInvalidOrAboveTheLimit(String header) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> new V1Codec(10).decode(ByteBuffer.wrap(hex(header)), room()))
        .satisfies(e -> assertThat(e.error()).isEqualTo(ProtocolError.ZMTP_UNSPECIFIED));
  }

  @Test
  void acceptsTheLimitItself() throws ProtocolException {
    ByteBuffer out = room();
    new V1Codec(10).decode(ByteBuffer.wrap(hex("0B 00")), out);
    assertThat(toArray(out.flip())).isEqualTo(hex("00 0A"));
  }

  private static ByteBuffer room() {
    return ByteBuffer.allocate(20);
  }

  private interface Direction {
    void translate(ByteBuffer in, ByteBuffer out) throws ProtocolException;
  }

  private static byte[] encode(byte[] in, int room) throws ProtocolException {
    return pieces(new V1Codec(-1)::encode, in, in.length, room);
  }

  private static byte[] decode(byte[] in, int room) throws ProtocolException {
    return pieces(new V1Codec(-1)::decode, in, in.length, room);
  }

  private static byte[] stream(Direction direction, byte[] bytes, int split, int room)
      throws ProtocolException {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    run(direction, in.limit(split), room, result);
    run(direction, in.limit(bytes.length), room, result);
    assertThat(in.hasRemaining()).isFalse();
    return result.toByteArray();
  }

  private static byte[] pieces(Direction direction, byte[] bytes, int piece, int room)
      throws ProtocolException {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    for (int limit = 0; limit < bytes.length; ) {
      limit = Math.min(bytes.length, limit + piece);
      run(direction, in.limit(limit), room, result);
    }
    assertThat(in.hasRemaining()).isFalse();
    return result.toByteArray();
  }

  /** Offers the same bytes until nothing moves any more. */
  private static void run(
      Direction direction, ByteBuffer in, int room, ByteArrayOutputStream result)
      throws ProtocolException {
    int moved;
    do {
      int before = in.position();
      ByteBuffer out = ByteBuffer.allocateDirect(room);
      direction.translate(in, out);
      moved = in.position() - before + out.position();
      result.writeBytes(toArray(out.flip()));
    } while (moved > 0);
  }
}
