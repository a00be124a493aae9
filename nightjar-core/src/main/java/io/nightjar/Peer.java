// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import java.util.HexFormat;
import java.util.Map;

/**
 * A peer as it introduced itself.
 *
 * @param id a number for this connection, unique in its context
 * @param endpoint the endpoint of ours that it came through
 * @param address its address, as far as the transport knows it
 * @param socketType its socket type; empty if it did not tell
 * @param routingId the routing id by which a ROUTER knows it; empty elsewhere
 * @param version the protocol version spoken, such as {@code 3.1}; empty for inproc
 * @param properties everything it told in its handshake
 */
@SuppressWarnings("ArrayRecordComponent") // compared by id, not by content
public record Peer(
    long id,
    String endpoint,
    String address,
    String socketType,
    byte[] routingId,
    String version,
    Map<String, String> properties) {
  @Override
  public String toString() {
    return "Peer[id="
        + id
        + ", endpoint="
        + endpoint
        + ", address="
        + address
        + ", socketType="
        + socketType
        + ", routingId="
        + HexFormat.of().formatHex(routingId)
        + ", version="
        + version
        + ", properties="
        + properties
        + "]";
  }
}
