// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The NULL mechanism (RFC 37): no security; each side sends READY at once. READY may arrive before
 * {@link #start} too, so that a wrapper can ask an authenticator first.
 */
public final class NullHandshake implements SecurityHandshake {
  /** The mechanism's name. */
  public static final String NAME = "NULL";

  private final @Nullable BooleanSupplier admission;
  private @Nullable Metadata withheld;
  private boolean readySent;
  private @Nullable Metadata peer;

  /** For one connection, whichever side began it. */
  public NullHandshake() {
    this.admission = null;
  }

  /**
   * For a connection that may come once too often: READY is withheld until the peer's has arrived,
   * and then sent only if the peer is admitted, so that no peer believes in success that has none.
   * Two such sides would wait for each other. READY must not arrive before {@link #start} here.
   *
   * @param admission asked once, when the peer has introduced itself
   */
  public NullHandshake(BooleanSupplier admission) {
    this.admission = admission;
  }

  @Override
  public String mechanism() {
    return NAME;
  }

  @Override
  public void start(Metadata own, CommandSink out) {
    if (admission != null) {
      withheld = own;
      return;
    }
    sendReady(own, out);
  }

  private void sendReady(Metadata own, CommandSink out) {
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
    Metadata own = withheld;
    if (admission != null && own != null) {
      if (!admission.getAsBoolean()) {
        throw new ProtocolException(
            ProtocolError.ZMTP_UNSPECIFIED, "refused: this socket has a peer already");
      }
      withheld = null;
      sendReady(own, out);
    }
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
