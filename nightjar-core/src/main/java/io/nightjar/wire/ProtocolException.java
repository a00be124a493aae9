// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

/**
 * A peer broke the protocol: its connection has to be closed. The text names what was wrong, with
 * its values; it quotes at most a few of the peer's bytes.
 */
public class ProtocolException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ProtocolError error;

  /** Reports a fault of the peer. */
  public ProtocolException(ProtocolError error, String message) {
    super(message);
    this.error = error;
  }

  /** The kind of fault. */
  public final ProtocolError error() {
    return error;
  }

  /**
   * Whether another attempt with the same settings would end the same way, because the settings of
   * the two sides contradict each other: mechanism, keys, socket types.
   */
  public boolean isLasting() {
    return switch (error) {
      case ZMTP_MECHANISM_MISMATCH, ZMTP_CRYPTOGRAPHIC, ZMTP_KEY_EXCHANGE -> true;
      default -> false;
    };
  }

  /** Always has a text. */
  @Override
  public final String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
