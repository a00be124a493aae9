// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The NULL mechanism (RFC 37): no security; each side sends READY at once. READY may arrive before
 * {@link #start} too, so that a wrapper can ask an authenticator first.
 */
public final class NullHandshake implements SecurityHandshake {
  /** The mechanism's name. */
  public static final String NAME = "NULL";

  private boolean readySent;
  private @Nullable Metadata peer;

  /** For one connection, whichever side began it. */
  public NullHandshake() {}

  @Override
  public String mechanism() {
    return NAME;
  }

  @Override
  public void start(Metadata own, CommandSink out) {
    out.send(Commands.Kind.READY.name(), own.encode());
    readySent = true;
  }

  @Override
  public void receive(ByteBuffer body, CommandSink out) throws ProtocolException {
    if (peer != null || Commands.kindAt(body, 0, body.limit()) != Commands.Kind.READY) {
      throw new ProtocolException(
          ProtocolError.ZMTP_UNEXPECTED_COMMAND,
          "the command " + Excerpt.of(Commands.name(body, 0)) + " where READY was due");
    }
    peer = Metadata.decode(body.position(Commands.dataIndex(body, 0)));
  }

  @Override
  public boolean isComplete() {
    return readySent && peer != null;
  }

  @Override
  public @Nullable Metadata peerMetadata() {
    return peer;
  }
}
