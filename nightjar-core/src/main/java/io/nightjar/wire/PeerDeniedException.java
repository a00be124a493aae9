// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

/** Our authenticator does not let the peer in (RFC 27). Mechanisms throw it. */
public final class PeerDeniedException extends ProtocolException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /** Reports the authenticator's status, 300, 400 or 500, and its text. */
  public PeerDeniedException(int status, String text) {
    super(
        ProtocolError.ZMTP_UNSPECIFIED,
        "the authenticator denied the peer: " + status + " " + Excerpt.of(text));
    this.status = status;
  }

  /** 300, 400 or 500. */
  public int status() {
    return status;
  }
}
