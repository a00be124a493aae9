// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

/** The versions of ZMTP that a peer may speak, oldest first. */
public enum ProtocolVersion {
  /** ZMTP 1.0 (RFC 13): another framing, and an identity in place of a handshake. */
  V1("1.0"),
  /** ZMTP 2.0 (RFC 15): today's framing, still with an identity in place of a handshake. */
  V2("2.0"),
  /** ZMTP 3.0 (RFC 23): mechanisms and commands; subscriptions are messages. */
  V3_0("3.0"),
  /** ZMTP 3.1 (RFC 37): subscriptions are commands. */
  V3_1("3.1");

  private final String number;

  ProtocolVersion(String number) {
    this.number = number;
  }

  /** The version as people write it, such as {@code 3.1}. */
  public String number() {
    return number;
  }

  /** Whether command frames exist. */
  public boolean hasCommands() {
    return compareTo(V3_0) >= 0;
  }

  /** Whether SUBSCRIBE and CANCEL are commands; before that they are messages. */
  public boolean subscribesByCommand() {
    return this == V3_1;
  }

  @Override
  public String toString() {
    return "ZMTP " + number;
  }
}
