// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

/** The peer's socket type may not talk to ours. */
public final class IncompatiblePeerException extends ProtocolException {
  private static final long serialVersionUID = 1L;

  private final String socketType;

  /** Reports the two types that do not fit. */
  public IncompatiblePeerException(String ours, String theirs) {
    super(
        ProtocolError.ZMTP_INVALID_METADATA,
        "a " + Excerpt.of(theirs) + " socket cannot talk to our " + ours);
    this.socketType = theirs;
  }

  /** The peer's socket type, as it named it. */
  public String socketType() {
    return socketType;
  }

  @Override
  public boolean isLasting() {
    return true;
  }
}
