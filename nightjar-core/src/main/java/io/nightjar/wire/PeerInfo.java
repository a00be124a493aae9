// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import org.jspecify.annotations.Nullable;

/** A peer as its handshake showed it. */
public final class PeerInfo {
  private static final byte[] NO_IDENTITY = {};

  private final ProtocolVersion version;
  private final String mechanism;
  private final @Nullable String socketType;
  private final byte[] identity;
  private final Metadata properties;

  private PeerInfo(
      ProtocolVersion version,
      String mechanism,
      @Nullable String socketType,
      byte[] identity,
      Metadata properties) {
    this.version = version;
    this.mechanism = mechanism;
    this.socketType = socketType;
    this.identity = identity;
    this.properties = properties;
  }

  /** A peer of 1.0 or 2.0. */
  static PeerInfo old(ProtocolVersion version, @Nullable String socketType, byte[] identity) {
    return new PeerInfo(version, NullHandshake.NAME, socketType, identity, Metadata.EMPTY);
  }

  /** A peer that introduced itself with metadata. */
  static PeerInfo introduced(ProtocolVersion version, String mechanism, Metadata properties) {
    byte[] identity = properties.bytes(Metadata.IDENTITY);
    return new PeerInfo(
        version,
        mechanism,
        properties.text(Metadata.SOCKET_TYPE),
        identity == null ? NO_IDENTITY : identity,
        properties);
  }

  /** The version spoken with it. */
  public ProtocolVersion version() {
    return version;
  }

  /** The security mechanism. */
  public String mechanism() {
    return mechanism;
  }

  /** Its socket type; null if it did not tell. */
  public @Nullable String socketType() {
    return socketType;
  }

  /** A copy of the identity it chose; empty if it has none. */
  public byte[] identity() {
    return identity.clone();
  }

  /** Everything it told, unknown properties too; nothing for 1.0 and 2.0 peers. */
  public Metadata properties() {
    return properties;
  }

  @Override
  public String toString() {
    return version + " " + mechanism + " " + (socketType == null ? "peer" : Excerpt.of(socketType));
  }
}
