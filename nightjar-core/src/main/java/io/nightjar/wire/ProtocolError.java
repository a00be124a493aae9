// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

/** What a peer did wrong, in the numbers that libzmq's monitor reports. */
public enum ProtocolError {
  /** Anything without a number of its own. */
  ZMTP_UNSPECIFIED(0x10000000),
  /** A known or unknown command, or a message, where another command was due. */
  ZMTP_UNEXPECTED_COMMAND(0x10000001),
  /** A command whose counter did not grow. */
  ZMTP_INVALID_SEQUENCE(0x10000002),
  /** Keys that do not fit each other. */
  ZMTP_KEY_EXCHANGE(0x10000003),
  /** A command without a readable name, or too short for its fields. */
  ZMTP_MALFORMED_COMMAND_UNSPECIFIED(0x10000011),
  /** A MESSAGE too short for its fields. */
  ZMTP_MALFORMED_COMMAND_MESSAGE(0x10000012),
  /** A HELLO of the wrong size or version. */
  ZMTP_MALFORMED_COMMAND_HELLO(0x10000013),
  /** An INITIATE of the wrong size. */
  ZMTP_MALFORMED_COMMAND_INITIATE(0x10000014),
  /** An ERROR whose reason does not fit. */
  ZMTP_MALFORMED_COMMAND_ERROR(0x10000015),
  /** A READY of the wrong size. */
  ZMTP_MALFORMED_COMMAND_READY(0x10000016),
  /** A WELCOME of the wrong size. */
  ZMTP_MALFORMED_COMMAND_WELCOME(0x10000017),
  /** Metadata that cannot be read, or a socket type that may not talk to ours. */
  ZMTP_INVALID_METADATA(0x10000018),
  /** A box that could not be opened. */
  ZMTP_CRYPTOGRAPHIC(0x11000001),
  /** Another security mechanism than ours. */
  ZMTP_MECHANISM_MISMATCH(0x11000002),
  /** Anything wrong with an authenticator's answer that has no number of its own. */
  ZAP_UNSPECIFIED(0x20000000),
  /** An authenticator's answer with the wrong frames. */
  ZAP_MALFORMED_REPLY(0x20000001),
  /** An authenticator's answer to another question. */
  ZAP_BAD_REQUEST_ID(0x20000002),
  /** An authenticator's answer in another version of ZAP. */
  ZAP_BAD_VERSION(0x20000003),
  /** An authenticator's answer with an unknown status. */
  ZAP_INVALID_STATUS_CODE(0x20000004),
  /** An authenticator's answer with unreadable metadata. */
  ZAP_INVALID_METADATA(0x20000005),
  /** Anything wrong with a WebSocket. */
  WS_UNSPECIFIED(0x30000000);

  private final int code;

  ProtocolError(int code) {
    this.code = code;
  }

  /** The number that libzmq uses in HANDSHAKE_FAILED_PROTOCOL events. */
  public int code() {
    return code;
  }
}
