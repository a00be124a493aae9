// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The part of a handshake behind the greetings: leads a mechanism's commands, and checks what the
 * peer tells about itself. Knows no framing, so that WebSockets can use it too.
 */
public final class Introduction {
  private final HandshakeConfig config;
  private final SecurityHandshake security;
  private final CommandSink out;
  private @Nullable Metadata checked;

  /** Sends what there is to send to the sink. */
  public Introduction(HandshakeConfig config, SecurityHandshake security, CommandSink out) {
    this.config = config;
    this.security = security;
    this.out = out;
  }

  /** Begins. */
  public void start() {
    security.start(config.metadata(), out);
  }

  /**
   * Takes a command of the peer.
   *
   * @param body name and data, from position 0 to the limit
   * @throws PeerRejectedException if it is an ERROR
   * @throws IncompatiblePeerException if the peer's socket type may not talk to ours
   * @throws ProtocolException if the peer is to be refused for another reason
   */
  public void receive(ByteBuffer body) throws ProtocolException {
    int length = body.limit();
    if (Commands.isError(body, 0, length)) {
      throw new PeerRejectedException(Commands.errorReason(body, 0, length));
    }
    if (Commands.kindAt(body, 0, length) == Commands.Kind.MALFORMED) {
      throw new ProtocolException(
          ProtocolError.ZMTP_MALFORMED_COMMAND_UNSPECIFIED,
          "a command of " + length + " bytes without a complete name");
    }
    security.receive(body, out);
    checkSocketType();
  }

  /**
   * Goes on after a pause.
   *
   * @throws ProtocolException if the peer is to be refused
   */
  public void resume() throws ProtocolException {
    security.resume(out);
    checkSocketType();
  }

  private void checkSocketType() throws ProtocolException {
    Metadata told = security.peerMetadata();
    if (told == null || told == checked) {
      return;
    }
    checked = told;
    String theirs = told.text(Metadata.SOCKET_TYPE);
    // The RFC requires a socket type, libzmq does not.
    if (theirs != null && !PeerTypes.compatible(config.socketType(), theirs)) {
      throw new IncompatiblePeerException(config.socketType(), theirs);
    }
  }

  /** Whether it can take no command before {@link #resume}. */
  public boolean isPaused() {
    return security.isPaused();
  }

  /** Whether all was said. */
  public boolean isComplete() {
    return security.isComplete();
  }

  /** The peer, once complete. */
  public PeerInfo peer(ProtocolVersion version) {
    Metadata told = security.peerMetadata();
    if (told == null) {
      throw new IllegalStateException("the peer has not introduced itself yet");
    }
    return PeerInfo.introduced(version, security.mechanism(), told);
  }
}
