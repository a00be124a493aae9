// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

/** The peer sent ERROR: it does not want to talk to us (RFC 37, ERROR command). */
public final class PeerRejectedException extends ProtocolException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /** Reports the reason that the peer gave. */
  public PeerRejectedException(String reason) {
    super(ProtocolError.ZMTP_UNSPECIFIED, "the peer rejects us: " + Excerpt.of(reason));
    this.reason = reason;
  }

  /** The peer's words; from a libzmq server the status of its authenticator, such as 400. */
  public String reason() {
    return reason;
  }

  @Override
  public boolean isLasting() {
    return true;
  }
}
