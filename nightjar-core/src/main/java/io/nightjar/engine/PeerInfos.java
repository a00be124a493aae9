// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Peer;
import io.nightjar.SocketStats;
import io.nightjar.pipe.Pipe;
import io.nightjar.wire.PeerInfo;
import io.nightjar.wire.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is told of peers to users. */
final class PeerInfos {
  private PeerInfos() {}

  /** A peer as its handshake introduced it. */
  static Peer toPeer(PeerInfo told, long id, String endpoint, String address) {
    Map<String, String> properties = new LinkedHashMap<>();
    told.properties()
        .forEach((name, value) -> properties.put(name, new String(value, StandardCharsets.UTF_8)));
    String type = told.socketType() == null ? "" : told.socketType();
    complete(properties, type, told.identity(), address);
    return new Peer(
        id, endpoint, address, type, told.identity(), text(told.version()), Map.copyOf(properties));
  }

  /** The properties that every message of a peer has. */
  static void complete(
      Map<String, String> properties, String type, byte[] identity, String address) {
    if (!type.isEmpty()) {
      properties.put("Socket-Type", type);
    }
    String id = new String(identity, StandardCharsets.UTF_8);
    properties.put("Routing-Id", id);
    properties.put("Identity", id);
    properties.put("Peer-Address", address);
  }

  private static String text(ProtocolVersion version) {
    return switch (version) {
      case V1 -> "1.0";
      case V2 -> "2.0";
      case V3_0 -> "3.0";
      case V3_1 -> "3.1";
    };
  }

  static SocketStats.PeerStats stats(Peer peer, Pipe pipe, long bytesSent, long bytesReceived) {
    return new SocketStats.PeerStats(
        peer,
        pipe.out().produced(),
        pipe.in().consumed(),
        pipe.sendQueue(),
        pipe.in().size(),
        pipe.dropped(),
        bytesSent,
        bytesReceived);
  }
}
