// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import static io.nightjar.wire.Scripts.ascii;
import static io.nightjar.wire.Scripts.frame;
import static io.nightjar.wire.Scripts.hex;
import static io.nightjar.wire.Scripts.join;
import static io.nightjar.wire.Scripts.output;
import static io.nightjar.wire.Scripts.toArray;
import static io.nightjar.wire.Scripts.v1Frame;
import static io.nightjar.wire.Scripts.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers of ZMTP 1.0, unversioned and versioned, and of 2.0. */
class OldPeerHandshakeTest {
  private static final HandshakeConfig PULL = HandshakeConfig.of("PULL", 7);
  private static final byte[] SIGNATURE = hex("FF 0000000000000001 7F");
  private static final byte[] V1_PUSH = hex("FF 0000000000000001 7F 00 08");
  private static final byte[] V2_PUSH = hex("FF 0000000000000000 7F 01 08");

  // ---- 1.0, unversioned ----

  @Test
  void takesAnUnversionedPeersFirstFrameForItsIdentity() throws ProtocolException {
    PeerInfo peer = complete(PULL, v1Frame(0, ascii("old")), SIGNATURE);

    assertThat(peer.version()).isEqualTo(ProtocolVersion.V1);
    assertThat(peer.identity()).isEqualTo(ascii("old"));
    assertThat(peer.socketType()).isNull();
    assertThat(peer.mechanism()).isEqualTo("NULL");
    assertThat(peer.properties().size()).isZero();
  }

  @Test
  void sendsAnUnversionedPeerOnlyTheBodyOfItsIdentity() throws ProtocolException {
    // The signature is the header of a long frame with 3 + 1 bytes, whose flags are 7F.
    complete(
        PULL.withIdentity(ascii("abc")),
        v1Frame(0, zeros(0)),
        join(hex("FF 0000000000000004 7F"), ascii("abc")));
  }

  @Test
  void recognizesAnUnversionedPeerByItsFirstByte() throws ProtocolException {
    Handshake handshake = new Handshake(PULL.withIdentity(ascii("abc")));
    handshake.start();
    output(handshake);
    handshake.receive(ByteBuffer.wrap(hex("01")));

    assertThat(output(handshake)).isEqualTo(ascii("abc"));
    handshake.receive(ByteBuffer.wrap(hex("00")));
    assertThat(handshake.state()).isEqualTo(Handshake.State.COMPLETE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 253, 254, 255})
  void readsAnUnversionedIdentityOfAnySize(int size) throws ProtocolException {
    byte[] identity = zeros(size);

    assertThat(complete(PULL, v1Frame(0, identity), SIGNATURE).identity()).isEqualTo(identity);
  }

  @Test
  void readsAnUnversionedIdentityInLongForm() throws ProtocolException {
    PeerInfo peer = complete(PULL, hex("FF 0000000000000004 00 616263"), SIGNATURE);

    assertThat(peer.version()).isEqualTo(ProtocolVersion.V1);
    assertThat(peer.identity()).isEqualTo(ascii("abc"));
  }

  @Test
  void readsAnEmptyUnversionedIdentityInLongForm() throws ProtocolException {
    assertThat(complete(PULL, hex("FF 0000000000000001 00"), SIGNATURE).identity()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00 00",
        "FF 0000000000000000 00",
        "FF 0000000000000101 00",
        "FF 8000000000000000 00",
        "FF FFFFFFFFFFFFFFFF 00"
      })
  void refusesIdentitiesOfImpossibleSize(String bytes) {
    assertRefused(PULL, hex(bytes), "an identity of ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\r\n", "SSH-2.0-OpenSSH", "\026\003\001\002\000\001"})
  void refusesOtherProtocols(String hello) {
    assertRefused(PULL, ascii(hello), "not ZMTP");
  }

  // ---- 1.0, versioned ----

  @Test
  void talksToAVersioned10Peer() throws ProtocolException {
    PeerInfo peer =
        complete(
            PULL.withIdentity(ascii("me")),
            join(V1_PUSH, v1Frame(0, ascii("you"))),
            join(hex("FF 0000000000000003 7F 03 07"), v1Frame(0, ascii("me"))));

    assertThat(peer.version()).isEqualTo(ProtocolVersion.V1);
    assertThat(peer.identity()).isEqualTo(ascii("you"));
    assertThat(peer.socketType()).isEqualTo("PUSH");
  }

  @Test
  void frames254BytesOfIdentityInTheLongFormOf10() throws ProtocolException {
    byte[] identity = zeros(254);
    complete(
        PULL.withIdentity(identity),
        join(V1_PUSH, v1Frame(0, zeros(0))),
        join(hex("FF 00000000000000FF 7F 03 07"), hex("FF 00000000000000FF 00"), identity));
  }

  // ---- 2.0 ----

  @Test
  void talksToA20Peer() throws ProtocolException {
    PeerInfo peer =
        complete(
            PULL.withIdentity(ascii("me")),
            join(V2_PUSH, hex("00 03"), ascii("you")),
            join(hex("FF 0000000000000003 7F 03 07 00 02"), ascii("me")));

    assertThat(peer.version()).isEqualTo(ProtocolVersion.V2);
    assertThat(peer.identity()).isEqualTo(ascii("you"));
    assertThat(peer.socketType()).isEqualTo("PUSH");
  }

  @Test
  void exchangesEmptyIdentitiesToo() throws ProtocolException {
    PeerInfo peer =
        complete(PULL, join(V2_PUSH, hex("00 00")), join(SIGNATURE, hex("03 07 00 00")));

    assertThat(peer.identity()).isEmpty();
  }

  @Test
  void readsA20IdentityInLongForm() throws ProtocolException {
    byte[] script = join(V2_PUSH, frame(2, zeros(255)));

    assertThat(complete(PULL, script, join(SIGNATURE, hex("03 07 00 00"))).identity()).hasSize(255);
    assertRefused(PULL, join(V2_PUSH, frame(0, zeros(256))), "an identity of 256 bytes");
    assertRefused(PULL, join(V2_PUSH, hex("02 FFFFFFFFFFFFFFFF")), "an identity of -1 bytes");
  }

  @Test
  void sendsTheSocketTypeOnceTheVersionIsKnown() throws ProtocolException {
    Handshake handshake = new Handshake(PULL);
    handshake.start();
    output(handshake);
    handshake.receive(ByteBuffer.wrap(V2_PUSH, 0, 10));
    assertThat(output(handshake)).isEqualTo(hex("03"));
    handshake.receive(ByteBuffer.wrap(V2_PUSH, 10, 1));
    assertThat(output(handshake)).isEqualTo(hex("07"));
    handshake.receive(ByteBuffer.wrap(V2_PUSH, 11, 1));
    assertThat(output(handshake)).isEqualTo(hex("00 00"));
  }

  @ParameterizedTest
  @CsvSource({"1, PUB", "7, PULL", "11, number 11", "255, number 255"})
  void refusesA20SocketTypeThatDoesNotFit(int number, String name) {
    byte[] script = join(hex("FF 0000000000000000 7F 01"), new byte[] {(byte) number});
    Handshake handshake = new Handshake(PULL);
    handshake.start();

    assertThatExceptionOfType(IncompatiblePeerException.class)
        .isThrownBy(() -> handshake.receive(ByteBuffer.wrap(script)))
        .satisfies(e -> assertThat(e.socketType()).isEqualTo(name));
  }

  // ---- all of them ----

  @ParameterizedTest
  @ValueSource(strings = {"", "0000", "07 00 61 62"})
  void leavesTrafficUntouched(String traffic) throws ProtocolException {
    for (byte[] script :
        new byte[][] {
          v1Frame(0, ascii("old")),
          hex("FF 0000000000000001 00"),
          join(V1_PUSH, v1Frame(0, ascii("you"))),
          join(V2_PUSH, frame(0, ascii("you")))
        }) {
      Handshake handshake = new Handshake(PULL);
      handshake.start();
      ByteBuffer in = ByteBuffer.wrap(join(script, hex(traffic)));
      handshake.receive(in);
      assertThat(handshake.state()).isEqualTo(Handshake.State.COMPLETE);
      assertThat(toArray(in)).isEqualTo(hex(traffic));
    }
  }

  @Test
  void acceptsEverySplit() throws ProtocolException {
    for (byte[] script :
        new byte[][] {
          v1Frame(0, ascii("old")),
          hex("FF 0000000000000004 00 616263"),
          join(V1_PUSH, v1Frame(0, ascii("you"))),
          join(V2_PUSH, frame(0, ascii("you"))),
          join(V2_PUSH, frame(2, zeros(200)))
        }) {
      Handshake whole = new Handshake(PULL);
      whole.start();
      whole.receive(ByteBuffer.wrap(script));
      byte[] expected = output(whole);
      for (int split = 0; split < script.length; split++) {
        Handshake handshake = new Handshake(PULL);
        handshake.start();
        handshake.receive(ByteBuffer.wrap(script, 0, split));
        assertThat(handshake.state()).isEqualTo(Handshake.State.IN_PROGRESS);
        handshake.receive(ByteBuffer.wrap(script, split, script.length - split));
        assertThat(handshake.peer().identity()).isEqualTo(whole.peer().identity());
        assertThat(output(handshake)).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = "V1", mode = Mode.EXCLUDE)
  void refusesUnversionedPeersWhereAMinimumIsSet(ProtocolVersion minimum) {
    assertRefused(
        PULL.withMinimumVersion(minimum), hex("01 00"), "the peer speaks ZMTP 1.0, which cannot");
    assertRefused(
        PULL.withMinimumVersion(minimum),
        hex("FF 0000000000000001 00"),
        "the peer speaks ZMTP 1.0, which cannot");
    assertRefused(PULL.withMinimumVersion(minimum), V1_PUSH, "the peer speaks ZMTP 1.0");
  }

  @Test
  void refuses20PeersWhereTheMinimumIs30() throws ProtocolException {
    assertRefused(
        PULL.withMinimumVersion(ProtocolVersion.V3_0), V2_PUSH, "the peer speaks ZMTP 2.0");
    complete(
        PULL.withMinimumVersion(ProtocolVersion.V2),
        join(V2_PUSH, hex("00 00")),
        join(SIGNATURE, hex("03 07 00 00")));
  }

  @Test
  void refusesOldPeersWhereThereIsSecurity() {
    for (byte[] script : new byte[][] {hex("01 00"), V1_PUSH, V2_PUSH}) {
      Handshake handshake = new Handshake(PULL, new ScriptedSecurity(false));
      handshake.start();
      assertThat(output(handshake)).isEqualTo(join(SIGNATURE, hex("03")));
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() -> handshake.receive(ByteBuffer.wrap(script)))
          .withMessageContaining("SCRIPT");
      assertThat(output(handshake)).isEmpty();
    }
  }

  private static PeerInfo complete(HandshakeConfig config, byte[] script, byte[] expectedOutput)
      throws ProtocolException {
    Handshake handshake = new Handshake(config);
    handshake.start();
    ByteBuffer in = ByteBuffer.wrap(script);
    handshake.receive(in);
    assertThat(in.hasRemaining()).isFalse();
    assertThat(output(handshake)).isEqualTo(expectedOutput);
    assertThat(handshake.state()).isEqualTo(Handshake.State.COMPLETE);
    return handshake.peer();
  }

  private static void assertRefused(HandshakeConfig config, byte[] script, String reason) {
    Handshake handshake = new Handshake(config);
    handshake.start();
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> handshake.receive(ByteBuffer.wrap(script)))
        .withMessageContaining(reason);
    assertThat(handshake.state()).isEqualTo(Handshake.State.FAILED);
  }
}
