// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import static io.nightjar.wire.Scripts.command;
import static io.nightjar.wire.Scripts.greeting;
import static io.nightjar.wire.Scripts.hex;
import static io.nightjar.wire.Scripts.join;
import static io.nightjar.wire.Scripts.output;
import static io.nightjar.wire.Scripts.ready;
import static io.nightjar.wire.Scripts.zeros;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a mechanism with more than one round trip may rely on. */
class SecurityHandshakeTest {
  private static final HandshakeConfig REP = HandshakeConfig.of("REP", 4);

  private final ScriptedSecurity security = new ScriptedSecurity(true);
  private final Handshake server = new Handshake(REP, security);

  @Test
  void tellsWhoIsTheServer() throws ProtocolException {
    server.start();
    server.receive(ByteBuffer.wrap(greeting(3, 1, "SCRIPT")));
    byte[] sent = output(server);

    assertThat(sent).hasSize(64);
    assertThat(sent[32]).isEqualTo((byte) 1);
    assertThat(new String(sent, 12, 6, US_ASCII)).isEqualTo("SCRIPT");
  }

  @Test
  void leavesThePeersBytesWhereTheyAreWhilePaused() throws ProtocolException {
    byte[] initiate = command("INITIATE", zeros(0));
    server.start();
    ByteBuffer in =
        ByteBuffer.wrap(join(greeting(3, 1, "SCRIPT"), command("HELLO", zeros(1)), initiate));
    server.receive(in);
    output(server);

    assertThat(in.remaining()).isEqualTo(initiate.length);
    server.receive(in);
    assertThat(in.remaining()).isEqualTo(initiate.length);
    assertThat(security.received()).isEqualTo(1);
    assertThat(output(server)).isEmpty();

    server.resume();
    assertThat(output(server)).isEqualTo(command("WELCOME", zeros(0)));
    assertThat(in.remaining()).isEqualTo(initiate.length);
    server.receive(in);
    assertThat(in.hasRemaining()).isFalse();
    assertThat(server.state()).isEqualTo(Handshake.State.COMPLETE);
    assertThat(server.peer().mechanism()).isEqualTo("SCRIPT");
  }

  @Test
  void sendsErrorBeforeItFails() throws ProtocolException {
    security.deny(400);
    server.start();
    server.receive(ByteBuffer.wrap(join(greeting(3, 1, "SCRIPT"), command("HELLO", zeros(1)))));
    output(server);

    assertThatExceptionOfType(PeerDeniedException.class)
        .isThrownBy(server::resume)
        .withMessage("the authenticator denied the peer: 400 no such user")
        .satisfies(e -> assertThat(e.status()).isEqualTo(400));
    assertThat(server.state()).isEqualTo(Handshake.State.FAILED);
    assertThat(output(server)).isEqualTo(hex("04 0A 05 4552524F52 03 343030"));
  }

  @Test
  void doesNotSayReadyToAPeerOfTheWrongType() throws ProtocolException {
    server.start();
    server.receive(ByteBuffer.wrap(join(greeting(3, 1, "SCRIPT"), command("HELLO", zeros(1)))));
    server.resume();
    output(server);
    byte[] metadata = Metadata.EMPTY.with("Socket-Type", "PUB").encode();

    assertThatExceptionOfType(IncompatiblePeerException.class)
        .isThrownBy(() -> server.receive(ByteBuffer.wrap(command("INITIATE", metadata))));
    assertThat(output(server)).isEmpty();
  }

  @Test
  void keepsWhatWasSentBeforeThePeerTurnedOutToBeOfTheWrongType() {
    Handshake pull = new Handshake(HandshakeConfig.of("PULL", 7));
    pull.start();

    assertThatExceptionOfType(IncompatiblePeerException.class)
        .isThrownBy(
            () -> pull.receive(ByteBuffer.wrap(join(greeting(3, 1, "NULL"), ready("PUB")))));
    assertThat(output(pull)).hasSize(64 + ready("PULL").length).endsWith(ready("PULL"));
  }

  @Test
  void failsWhenAMechanismBreaks() {
    NullHandshake broken = new NullHandshake();
    Handshake handshake =
        new Handshake(
            REP,
            new SecurityHandshake() {
              @Override
              public String mechanism() {
                return "NULL";
              }

              @Override
              public void start(Metadata own, CommandSink out) {
                throw new IllegalStateException("broken");
              }

              @Override
              public void receive(ByteBuffer body, CommandSink out) {}

              @Override
              public boolean isComplete() {
                return false;
              }

              @Override
              public @Nullable Metadata peerMetadata() {
                return broken.peerMetadata();
              }
            });
    handshake.start();

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> handshake.receive(ByteBuffer.wrap(greeting(3, 1, "NULL"))));
    assertThat(handshake.state()).isEqualTo(Handshake.State.FAILED);
  }

  @Test
  void acceptsReadyBeforeAWrapperLetsNullStart() throws ProtocolException {
    NullHandshake inner = new NullHandshake();
    byte[] body = Arrays.copyOfRange(ready("REQ"), 2, ready("REQ").length);
    inner.receive(ByteBuffer.wrap(body), (name, data) -> {});

    assertThat(inner.isComplete()).isFalse();
    assertThat(inner.peerMetadata()).isNotNull();
    inner.start(REP.metadata(), (name, data) -> assertThat(name).isEqualTo("READY"));
    assertThat(inner.isComplete()).isTrue();
  }

  @Test
  void ignoresResumeWhileItIsNotPaused() throws ProtocolException {
    server.start();
    server.resume();
    assertThat(output(server)).hasSize(11);
    server.receive(ByteBuffer.wrap(greeting(3, 1, "SCRIPT")));
    server.resume();

    assertThat(output(server)).hasSize(53);
    assertThat(server.state()).isEqualTo(Handshake.State.IN_PROGRESS);
  }
}
