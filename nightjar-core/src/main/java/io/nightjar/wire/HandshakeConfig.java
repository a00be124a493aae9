// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import java.util.Set;

/**
 * What a socket brings into each of its handshakes. Immutable; one serves all connections.
 *
 * @see Handshake
 */
public final class HandshakeConfig {
  /** How many bytes a command of the handshake may have where nobody says otherwise. */
  public static final int DEFAULT_MAX_COMMAND_SIZE = 64 * 1024;

  /** The longest identity of ours, and of a 1.0 or 2.0 peer. */
  public static final int MAX_IDENTITY = 255;

  private static final int LARGEST_COMMAND = 1 << 24;

  // These tell their identity even when it is empty, the others never do.
  private static final Set<String> TELL_IDENTITY = Set.of("REQ", "DEALER", "ROUTER");

  private final String socketType;
  private final int socketTypeNumber;
  private final byte[] identity;
  private final Metadata extra;
  private final ProtocolVersion minimumVersion;
  private final int maxCommandSize;

  private HandshakeConfig(
      String socketType,
      int socketTypeNumber,
      byte[] identity,
      Metadata extra,
      ProtocolVersion minimumVersion,
      int maxCommandSize) {
    this.socketType = socketType;
    this.socketTypeNumber = socketTypeNumber;
    this.identity = identity;
    this.extra = extra;
    this.minimumVersion = minimumVersion;
    this.maxCommandSize = maxCommandSize;
  }

  /**
   * A socket without identity that talks to peers of any version.
   *
   * @param socketType its name on the wire, such as {@code DEALER}
   * @param number its ZeroMQ number, which 2.0 peers are told
   */
  public static HandshakeConfig of(String socketType, int number) {
    return new HandshakeConfig(
        socketType,
        number,
        new byte[0],
        Metadata.EMPTY,
        ProtocolVersion.V1,
        DEFAULT_MAX_COMMAND_SIZE);
  }

  /** The same with an identity of at most {@link #MAX_IDENTITY} bytes. */
  public HandshakeConfig withIdentity(byte[] newIdentity) {
    if (newIdentity.length > MAX_IDENTITY) {
      throw new IllegalArgumentException(
          "an identity has at most 255 bytes, not " + newIdentity.length);
    }
    return new HandshakeConfig(
        socketType, socketTypeNumber, newIdentity.clone(), extra, minimumVersion, maxCommandSize);
  }

  /** The same with properties that follow Socket-Type and Identity. */
  public HandshakeConfig withMetadata(Metadata newExtra) {
    return new HandshakeConfig(
        socketType, socketTypeNumber, identity, newExtra, minimumVersion, maxCommandSize);
  }

  /**
   * The same, but refusing peers of an older version. Without this, 1.0 and 2.0 peers are refused
   * only where the mechanism is not NULL.
   */
  public HandshakeConfig withMinimumVersion(ProtocolVersion newMinimum) {
    return new HandshakeConfig(
        socketType, socketTypeNumber, identity, extra, newMinimum, maxCommandSize);
  }

  /** The same with another limit for the body of a peer's command. */
  public HandshakeConfig withMaxCommandSize(int newMax) {
    if (newMax < 1 || newMax > LARGEST_COMMAND) {
      throw new IllegalArgumentException(
          "maxCommandSize must be 1 to " + LARGEST_COMMAND + ", not " + newMax);
    }
    return new HandshakeConfig(
        socketType, socketTypeNumber, identity, extra, minimumVersion, newMax);
  }

  /** Our socket type. */
  public String socketType() {
    return socketType;
  }

  /** All that we tell a 3.x peer. */
  public Metadata metadata() {
    Metadata own = Metadata.EMPTY.with(Metadata.SOCKET_TYPE, socketType);
    if (TELL_IDENTITY.contains(socketType)) {
      own = own.with(Metadata.IDENTITY, identity);
    }
    return own.with(extra);
  }

  int socketTypeNumber() {
    return socketTypeNumber;
  }

  byte[] identity() {
    return identity.clone();
  }

  ProtocolVersion minimumVersion() {
    return minimumVersion;
  }

  int maxCommandSize() {
    return maxCommandSize;
  }
}
