// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import static io.nightjar.wire.Scripts.ascii;
import static io.nightjar.wire.Scripts.command;
import static io.nightjar.wire.Scripts.frame;
import static io.nightjar.wire.Scripts.greeting;
import static io.nightjar.wire.Scripts.hex;
import static io.nightjar.wire.Scripts.join;
import static io.nightjar.wire.Scripts.output;
import static io.nightjar.wire.Scripts.property;
import static io.nightjar.wire.Scripts.ready;
import static io.nightjar.wire.Scripts.toArray;
import static io.nightjar.wire.Scripts.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Greeting, decision by version and NULL, with peers of 3.x. */
class HandshakeTest {
  private static final HandshakeConfig DEALER = HandshakeConfig.of("DEALER", 5);
  private static final byte[] SIGNATURE = hex("FF 0000000000000001 7F");
  private static final byte[] REST = join(hex("01"), ascii("NULL"), zeros(16), zeros(1), zeros(31));
  private static final byte[] READY =
      hex(
          "04 29 05 5245414459"
              + "0B 536F636B65742D54797065 00000006 4445414C4552"
              + "08 4964656E74697479 00000000");

  private final Handshake handshake = new Handshake(DEALER);

  // ---- the staged greeting ----

  @Test
  void sendsNothingButTheSignatureAtFirst() {
    handshake.start();

    assertThat(output(handshake)).isEqualTo(SIGNATURE);
    assertThat(handshake.state()).isEqualTo(Handshake.State.IN_PROGRESS);
  }

  @Test
  void sendsItsGreetingInStages() throws ProtocolException {
    handshake.start();
    output(handshake);

    receive(hex("FF 0000000000000000"));
    assertThat(output(handshake)).isEmpty();
    receive(hex("7F"));
    assertThat(output(handshake)).isEqualTo(hex("03"));
    receive(hex("03"));
    assertThat(output(handshake)).isEqualTo(REST).hasSize(53);
    receive(Arrays.copyOfRange(greeting(3, 1, "NULL"), 11, 64));
    assertThat(output(handshake)).isEqualTo(READY);
    receive(ready("ROUTER"));
    assertThat(output(handshake)).isEmpty();
    assertThat(handshake.state()).isEqualTo(Handshake.State.COMPLETE);
  }

  @Test
  void sendsElevenBytesAtOnceWhereNobodyUnversionedIsWelcome() throws ProtocolException {
    Handshake modern = new Handshake(DEALER.withMinimumVersion(ProtocolVersion.V2));
    modern.start();
    assertThat(output(modern)).isEqualTo(join(SIGNATURE, hex("03")));

    modern.receive(ByteBuffer.wrap(greeting(3, 1, "NULL")));
    assertThat(output(modern)).isEqualTo(join(REST, READY));
  }

  @Test
  void announcesItsIdentityInTheSignature() {
    Handshake named = new Handshake(DEALER.withIdentity(ascii("abc")));
    named.start();

    assertThat(output(named)).isEqualTo(hex("FF 0000000000000004 7F"));
  }

  @Test
  void doesNotCareWhatFillsTheSignature() throws ProtocolException {
    byte[] odd = greeting(3, 1, "NULL");
    Arrays.fill(odd, 1, 9, (byte) 0xAB);
    odd[9] = 1;
    odd[32] = 1;
    Arrays.fill(odd, 33, 64, (byte) 0xCD);

    complete(join(odd, ready("ROUTER")));
  }

  // ---- the decision by the peer's version ----

  @ParameterizedTest
  @CsvSource({
    "3, 0, V3_0",
    "3, 1, V3_1",
    "3, 2, V3_1",
    "3, 255, V3_1",
    "2, 0, V3_1",
    "2, 1, V3_1",
    "4, 0, V3_1",
    "4, 7, V3_1",
    "127, 0, V3_1",
    "128, 0, V3_1",
    "255, 255, V3_1"
  })
  void speaksTheVersionThatLibzmqWould(int major, int minor, ProtocolVersion expected)
      throws ProtocolException {
    PeerInfo peer = complete(join(greeting(major, minor, "NULL"), ready("ROUTER")));

    assertThat(peer.version()).isEqualTo(expected);
    assertThat(output(handshake)).isEqualTo(join(SIGNATURE, hex("03"), REST, READY));
  }

  @Test
  void refusesAnOlderVersionThanConfigured() {
    Handshake modern = new Handshake(DEALER.withMinimumVersion(ProtocolVersion.V3_1));
    modern.start();

    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> modern.receive(ByteBuffer.wrap(greeting(3, 0, "NULL"))))
        .withMessage("the peer speaks ZMTP 3.0, older than ZMTP 3.1");
  }

  // ---- mechanisms ----

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "CURVE", "null", "NUL", "NULLS", "", "ABCDEFGHIJKLMNOPQRST"})
  void refusesAnotherMechanism(String mechanism) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> complete(greeting(3, 1, mechanism)))
        .withMessageContaining("mechanism is " + mechanism + ",")
        .satisfies(
            e -> {
              assertThat(e.error()).isEqualTo(ProtocolError.ZMTP_MECHANISM_MISMATCH);
              assertThat(e.isLasting()).isTrue();
            });
    assertThat(handshake.state()).isEqualTo(Handshake.State.FAILED);
  }

  @Test
  void refusesAMechanismThatIsNotPaddedWithZeros() {
    byte[] odd = greeting(3, 1, "NULL");
    odd[31] = 'X';

    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> complete(odd))
        .withMessageContaining("NULL...............X");
  }

  // ---- READY ----

  @Test
  void learnsWhatThePeerTells() throws ProtocolException {
    PeerInfo peer =
        complete(
            join(
                greeting(3, 1, "NULL"),
                command(
                    "READY",
                    join(
                        property("socket-type", ascii("ROUTER")),
                        property("IDENTITY", ascii("me")),
                        property("X-Zone", ascii("north"))))));

    assertThat(peer.socketType()).isEqualTo("ROUTER");
    assertThat(peer.identity()).isEqualTo(ascii("me"));
    assertThat(peer.mechanism()).isEqualTo("NULL");
    assertThat(peer.properties().text("X-Zone")).isEqualTo("north");
    assertThat(peer.properties().names()).containsExactly("socket-type", "IDENTITY", "X-Zone");
  }

  @Test
  void takesAnEmptyIdentityForNone() throws ProtocolException {
    byte[] data = join(property("Socket-Type", ascii("REP")), property("Identity", zeros(0)));

    assertThat(complete(join(greeting(3, 1, "NULL"), command("READY", data))).identity()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 255, 256, 1000})
  void acceptsIdentitiesThatTheRfcForbids(int size) throws ProtocolException {
    byte[] identity = zeros(size);
    byte[] data = join(property("Socket-Type", ascii("REP")), property("Identity", identity));

    assertThat(complete(join(greeting(3, 1, "NULL"), command("READY", data))).identity())
        .isEqualTo(identity);
  }

  @Test
  void acceptsAMissingSocketType() throws ProtocolException {
    PeerInfo peer = complete(join(greeting(3, 1, "NULL"), command("READY", zeros(0))));

    assertThat(peer.socketType()).isNull();
    assertThat(peer.identity()).isEmpty();
    assertThat(peer.properties().size()).isZero();
  }

  @Test
  void tellsItsIdentityAndMetadata() throws ProtocolException {
    Handshake named =
        new Handshake(
            DEALER.withIdentity(ascii("me")).withMetadata(Metadata.EMPTY.with("X-Zone", "north")));
    named.start();
    named.receive(ByteBuffer.wrap(greeting(3, 1, "NULL")));

    assertThat(output(named))
        .endsWith(
            command(
                "READY",
                join(
                    property("Socket-Type", ascii("DEALER")),
                    property("Identity", ascii("me")),
                    property("X-Zone", ascii("north")))));
  }

  @ParameterizedTest
  @CsvSource({
    "REQ, true",
    "DEALER, true",
    "ROUTER, true",
    "REP, false",
    "PUB, false",
    "SUB, false",
    "PAIR, false",
    "PUSH, false",
    "XPUB, false",
    "CLIENT, false"
  })
  void tellsAnIdentityOnlyFromTheTypesThatHaveOne(String type, boolean tells) {
    Metadata metadata = HandshakeConfig.of(type, 0).withIdentity(ascii("id")).metadata();

    assertThat(metadata.text("Socket-Type")).isEqualTo(type);
    assertThat(metadata.text("Identity")).isEqualTo(tells ? "id" : null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DEALER|PUB", "REQ|REQ", "PUSH|PUSH", "PULL|ROUTER", "PAIR|", "SUB|sub"})
  void refusesASocketTypeThatDoesNotFit(String types) {
    String ours = types.substring(0, types.indexOf('|'));
    String theirs = types.substring(types.indexOf('|') + 1);
    Handshake wrong = new Handshake(HandshakeConfig.of(ours, 0));
    wrong.start();

    assertThatExceptionOfType(IncompatiblePeerException.class)
        .isThrownBy(
            () -> wrong.receive(ByteBuffer.wrap(join(greeting(3, 1, "NULL"), ready(theirs)))))
        .satisfies(
            e -> {
              assertThat(e.socketType()).isEqualTo(theirs);
              assertThat(e.error()).isEqualTo(ProtocolError.ZMTP_INVALID_METADATA);
              assertThat(e.isLasting()).isTrue();
            });
    assertThat(wrong.state()).isEqualTo(Handshake.State.FAILED);
  }

  @Test
  void quotesLittleOfThePeer() {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(
            () -> complete(join(greeting(3, 1, "NULL"), ready("\n\033[2J" + "x".repeat(5000)))))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(150).contains("..[2Jxxx"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 7, 20, 28})
  void refusesAReadyWhoseMetadataIsCut(int length) {
    byte[] body = Arrays.copyOf(Arrays.copyOfRange(ready("ROUTER"), 2, 30), length);

    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> complete(join(greeting(3, 1, "NULL"), frame(4, join(body, hex("01"))))));
  }

  @Test
  void leavesTrafficBehindReadyUntouched() throws ProtocolException {
    byte[] traffic = frame(0, ascii("first message"));
    ByteBuffer in = ByteBuffer.wrap(join(greeting(3, 1, "NULL"), ready("ROUTER"), traffic));
    handshake.start();
    handshake.receive(in);

    assertThat(handshake.state()).isEqualTo(Handshake.State.COMPLETE);
    assertThat(toArray(in.slice())).isEqualTo(traffic);
    handshake.receive(in);
    assertThat(in.remaining()).isEqualTo(traffic.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 6, 7, 0xFC})
  void acceptsAnyFlagsBesideCommand(int flags) throws ProtocolException {
    byte[] body = Arrays.copyOfRange(ready("ROUTER"), 2, 30);

    complete(join(greeting(3, 1, "NULL"), frame(flags, body)));
  }

  // ---- what has no place in a handshake ----

  @ParameterizedTest
  @ValueSource(
      strings = {"PING", "PONG", "SUBSCRIBE", "HELLO", "WELCOME", "X-NEW", "ready", "MESSAGE"})
  void refusesOtherCommandsThanReady(String name) {
    assertRefused(command(name, zeros(2)), ProtocolError.ZMTP_UNEXPECTED_COMMAND, name);
  }

  @Test
  void refusesAMessageBeforeReady() {
    assertRefused(frame(0, ascii("hi")), ProtocolError.ZMTP_UNEXPECTED_COMMAND, "message");
    assertRefused(hex("00 00"), ProtocolError.ZMTP_UNEXPECTED_COMMAND, "message");
  }

  @ParameterizedTest
  @ValueSource(strings = {"04 00", "04 01 00", "04 01 05", "04 03 05 5245", "04 05 05 52454144"})
  void refusesCommandsWithoutACompleteName(String bytes) {
    assertRefused(
        hex(bytes), ProtocolError.ZMTP_MALFORMED_COMMAND_UNSPECIFIED, "without a complete name");
  }

  @Test
  void refusesACommandAboveTheLimitBeforeItArrives() throws ProtocolException {
    assertRefused(
        hex("06 0000000000010001"), ProtocolError.ZMTP_MALFORMED_COMMAND_UNSPECIFIED, "65537");
    assertRefused(
        hex("06 FFFFFFFFFFFFFFFF"),
        ProtocolError.ZMTP_MALFORMED_COMMAND_UNSPECIFIED,
        "18446744073709551615");

    Handshake limited = new Handshake(DEALER.withMaxCommandSize(28));
    limited.start();
    limited.receive(ByteBuffer.wrap(join(greeting(3, 1, "NULL"), ready("ROUTER"))));
    assertThat(limited.state()).isEqualTo(Handshake.State.COMPLETE);

    Handshake stricter = new Handshake(DEALER.withMaxCommandSize(27));
    stricter.start();
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(
            () -> stricter.receive(ByteBuffer.wrap(join(greeting(3, 1, "NULL"), hex("04 1C")))));
  }

  // ---- ERROR ----

  @Test
  void reportsThePeersError() {
    assertThatExceptionOfType(PeerRejectedException.class)
        .isThrownBy(
            () -> complete(join(greeting(3, 1, "NULL"), command("ERROR", ascii("\003400")))))
        .withMessage("the peer rejects us: 400")
        .satisfies(
            e -> {
              assertThat(e.reason()).isEqualTo("400");
              assertThat(e.isLasting()).isTrue();
            });
    assertThat(handshake.state()).isEqualTo(Handshake.State.FAILED);
  }

  @Test
  void understandsTheDamagedErrorOfLibzmq() {
    assertThatExceptionOfType(PeerRejectedException.class)
        .isThrownBy(
            () -> complete(join(greeting(3, 1, "NULL"), hex("04 09 5E 52 52 4F 52 03 34 30 30"))))
        .satisfies(e -> assertThat(e.reason()).isEqualTo("400"));
  }

  @Test
  void refusesAnErrorWhoseReasonDoesNotFit() {
    assertRefused(
        command("ERROR", ascii("\004400")), ProtocolError.ZMTP_MALFORMED_COMMAND_ERROR, "ERROR");
  }

  // ---- use ----

  @Test
  void doesNotGoOnAfterAFailure() {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> complete(join(greeting(3, 1, "NULL"), hex("00 00"))));

    assertThatIllegalStateException().isThrownBy(() -> receive(hex("00")));
    assertThatIllegalStateException().isThrownBy(handshake::peer);
  }

  @Test
  void knowsNoPeerBeforeItIsComplete() {
    handshake.start();

    assertThatIllegalStateException().isThrownBy(handshake::peer);
  }

  @Test
  void hasLimitsForItsOwnSide() {
    assertThat(DEALER.withIdentity(zeros(255)).metadata().bytes("Identity")).hasSize(255);
    assertThatIllegalArgumentException().isThrownBy(() -> DEALER.withIdentity(zeros(256)));
    assertThatIllegalArgumentException().isThrownBy(() -> DEALER.withMaxCommandSize(0));
  }

  @Test
  void acceptsOneByteAtATime() throws ProtocolException {
    handshake.start();
    byte[] script = join(greeting(3, 1, "NULL"), ready("ROUTER"));
    for (byte one : script) {
      assertThat(handshake.state()).isEqualTo(Handshake.State.IN_PROGRESS);
      receive(new byte[] {one});
    }
    assertThat(handshake.state()).isEqualTo(Handshake.State.COMPLETE);
    assertThat(output(handshake)).isEqualTo(join(SIGNATURE, hex("03"), REST, READY));
  }

  @Test
  void waitsThroughEveryTruncation() throws ProtocolException {
    byte[] script = join(greeting(3, 1, "NULL"), ready("ROUTER"));
    for (int length = 0; length < script.length; length++) {
      Handshake cut = new Handshake(DEALER);
      cut.start();
      cut.receive(ByteBuffer.wrap(script, 0, length));
      assertThat(cut.state()).isEqualTo(Handshake.State.IN_PROGRESS);
    }
  }

  private void receive(byte[] bytes) throws ProtocolException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    handshake.receive(in);
    assertThat(in.hasRemaining()).isFalse();
  }

  private PeerInfo complete(byte[] script) throws ProtocolException {
    handshake.start();
    receive(script);
    assertThat(handshake.state()).isEqualTo(Handshake.State.COMPLETE);
    return handshake.peer();
  }

  /** The frame, instead of READY, is a fault of this kind. */
  private static void assertRefused(byte[] frame, ProtocolError error, String reason) {
    Handshake fresh = new Handshake(DEALER);
    fresh.start();
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> fresh.receive(ByteBuffer.wrap(join(greeting(3, 1, "NULL"), frame))))
        .withMessageContaining(reason)
        .satisfies(e -> assertThat(e.error()).isEqualTo(error));
    assertThat(fresh.state()).isEqualTo(Handshake.State.FAILED);
  }
}
