// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import static io.nightjar.wire.Scripts.ascii;
import static io.nightjar.wire.Scripts.command;
import static io.nightjar.wire.Scripts.hex;
import static io.nightjar.wire.Scripts.join;
import static io.nightjar.wire.Scripts.toArray;
import static io.nightjar.wire.Scripts.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
  @Test
  void writesPingAndPongAsTheRfcDoes() {
    assertThat(toArray(Commands.ping(655, ascii("hi"))))
        .isEqualTo(hex("04 09 04 50494E47 028F 6869"));
    assertThat(toArray(Commands.ping(0, zeros(0)))).isEqualTo(hex("04 07 04 50494E47 0000"));
    assertThat(toArray(Commands.pong(ascii("hi")))).isEqualTo(hex("04 07 04 504F4E47 6869"));
  }

  @Test
  void writesJoinLeaveErrorAndReady() {
    assertThat(toArray(Commands.join(ascii("g")))).isEqualTo(hex("04 06 04 4A4F494E 67"));
    assertThat(toArray(Commands.leave(ascii("g")))).isEqualTo(hex("04 07 05 4C45415645 67"));
    assertThat(toArray(Commands.error("400"))).isEqualTo(hex("04 0A 05 4552524F52 03 343030"));
    assertThat(toArray(Commands.ready(Metadata.EMPTY.with("A", "b"))))
        .isEqualTo(hex("04 0D 05 5245414459 01 41 00000001 62"));
  }

  /** The name counts to the length: libzmq up to 4.3.4 gets these sizes wrong. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 244, 245, 246, 247, 248, 249, 254, 255, 256, 257})
  void choosesTheLongFormByTheWholeBody(int size) {
    byte[] topic = new byte[size];
    Arrays.fill(topic, (byte) 't');

    assertThat(toArray(Commands.subscribe(topic))).isEqualTo(command("SUBSCRIBE", topic));
    assertThat(toArray(Commands.cancel(topic))).isEqualTo(command("CANCEL", topic));
    assertThat(toArray(Commands.join(topic))).isEqualTo(command("JOIN", topic));
    assertThat(toArray(Commands.frame("X-NEW", topic))).isEqualTo(command("X-NEW", topic));
  }

  @Test
  void writesTheLastShortAndTheFirstLongSubscribe() {
    assertThat(toArray(Commands.subscribe(zeros(245)))).startsWith(hex("04 FF 09 53")).hasSize(257);
    assertThat(toArray(Commands.subscribe(zeros(246))))
        .startsWith(hex("06 0000000000000100 09 53"))
        .hasSize(265);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"UNKNOWN", "MALFORMED"})
  void recognizesItsName(Commands.Kind kind) {
    byte[] body = join(new byte[] {(byte) kind.name().length()}, ascii(kind.name()), ascii("data"));
    ByteBuffer buffer = Scripts.direct(join(zeros(3), body, ascii("MORE")));

    assertThat(Commands.kindAt(buffer, 3, body.length)).isEqualTo(kind);
    assertThat(Commands.kindAt(buffer, 3, body.length - 4)).isEqualTo(kind);
    assertThat(Commands.headerLength(kind)).isEqualTo(body.length - 4);
    assertThat(Commands.dataIndex(buffer, 3)).isEqualTo(3 + body.length - 4);
    assertThat(Commands.data(buffer, 3, body.length)).isEqualTo(ascii("data"));
    assertThat(Commands.name(buffer, 3)).isEqualTo(kind.name());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PINGS", "ping", "PIN", "X", "SUBSCRIBED", "UNKNOWN", "MALFORMED", "QING", "PINH"})
  void takesOtherNamesForUnknown(String name) {
    byte[] body = join(new byte[] {(byte) name.length()}, ascii(name));

    assertThat(Commands.kindAt(ByteBuffer.wrap(body), 0, body.length))
        .isEqualTo(Commands.Kind.UNKNOWN);
  }

  @Test
  void takesBodiesWithoutACompleteNameForMalformed() {
    ByteBuffer ping = ByteBuffer.wrap(hex("04 50494E47"));
    for (int length = 0; length < 5; length++) {
      assertThat(Commands.kindAt(ping, 0, length)).isEqualTo(Commands.Kind.MALFORMED);
    }
    assertThat(Commands.kindAt(ByteBuffer.wrap(hex("00 41")), 0, 2))
        .isEqualTo(Commands.Kind.MALFORMED);
    assertThat(Commands.kindAt(ByteBuffer.wrap(hex("FF 41")), 0, 2))
        .isEqualTo(Commands.Kind.MALFORMED);
  }

  @Test
  void readsPing() throws ProtocolException {
    ByteBuffer buffer = Scripts.direct(hex("FFFF 04 50494E47 FFFE 6869 FF"));

    assertThat(Commands.pingTtl(buffer, 2, 9)).isEqualTo(0xFFFE);
    assertThat(Commands.pingContext(buffer, 2, 9)).isEqualTo(ascii("hi"));
    assertThat(Commands.pingContext(buffer, 2, 7)).isEmpty();
  }

  @Test
  void refusesAPingThatIsTooShort() {
    ByteBuffer buffer = ByteBuffer.wrap(hex("04 50494E47 0000"));
    for (int length = 5; length < 7; length++) {
      int cut = length;
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() -> Commands.pingTtl(buffer, 0, cut))
          .withMessageContaining("PING of " + cut + " bytes");
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() -> Commands.pingContext(buffer, 0, cut));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 300})
  void cutsTheContextToSixteenBytes(int size) throws ProtocolException {
    byte[] context = new byte[size];
    Arrays.fill(context, (byte) 'c');
    byte[] cut = Arrays.copyOf(context, Math.min(size, 16));
    byte[] body = join(hex("04 50494E47 0001"), context);

    assertThat(Commands.pingContext(ByteBuffer.wrap(body), 0, body.length)).isEqualTo(cut);
    assertThat(toArray(Commands.pong(context))).isEqualTo(command("PONG", cut));
  }

  @Test
  void refusesToWriteWhatDoesNotFit() {
    assertThatIllegalArgumentException().isThrownBy(() -> Commands.ping(-1, zeros(0)));
    assertThatIllegalArgumentException().isThrownBy(() -> Commands.ping(65536, zeros(0)));
    assertThatIllegalArgumentException().isThrownBy(() -> Commands.ping(0, zeros(17)));
    assertThatIllegalArgumentException().isThrownBy(() -> Commands.frame("", zeros(0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Commands.frame("X".repeat(256), zeros(0)));
  }

  @Test
  void cutsLongReasons() {
    assertThat(toArray(Commands.error("r".repeat(300))))
        .isEqualTo(command("ERROR", join(hex("FF"), ascii("r".repeat(255)))));
  }

  @Test
  void readsTheReasonOfAnError() throws ProtocolException {
    ByteBuffer right = ByteBuffer.wrap(hex("05 4552524F52 03 343030"));
    ByteBuffer damaged = ByteBuffer.wrap(hex("5E 52524F52 03 343030"));

    assertThat(Commands.isError(right, 0, 10)).isTrue();
    assertThat(Commands.errorReason(right, 0, 10)).isEqualTo("400");
    assertThat(Commands.isError(damaged, 0, 9)).isTrue();
    assertThat(Commands.errorReason(damaged, 0, 9)).isEqualTo("400");
  }

  @Test
  void refusesAReasonThatDoesNotFit() {
    ByteBuffer right = ByteBuffer.wrap(hex("05 4552524F52 03 343030"));
    for (int length = 6; length < 10; length++) {
      int cut = length;
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() -> Commands.errorReason(right, 0, cut))
          .satisfies(
              e -> assertThat(e.error()).isEqualTo(ProtocolError.ZMTP_MALFORMED_COMMAND_ERROR));
    }
    ByteBuffer damaged = ByteBuffer.wrap(hex("5E 52524F52"));
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> Commands.errorReason(damaged, 0, 5));
  }

  @Test
  void neverReadsBeyondABody() {
    Random random = new Random(20);
    for (int round = 0; round < 20_000; round++) {
      byte[] body = new byte[random.nextInt(12)];
      random.nextBytes(body);
      if (body.length > 0 && random.nextBoolean()) {
        body[0] = (byte) random.nextInt(body.length + 2);
      }
      // The buffer ends with the body: an access beyond it would throw.
      Commands.Kind kind = Commands.kindAt(ByteBuffer.wrap(body), 0, body.length);
      if (kind != Commands.Kind.MALFORMED) {
        Commands.data(ByteBuffer.wrap(body), 0, body.length);
        Commands.name(ByteBuffer.wrap(body), 0);
      }
      Commands.isError(ByteBuffer.wrap(body), 0, body.length);
    }
  }
}
