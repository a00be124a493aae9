// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which socket types may talk to each other (RFCs 28 to 31, 41, 48, 49, 51, 52), by name. */
public final class PeerTypes {
  private static final Map<String, Set<String>> PEERS =
      Map.ofEntries(
          Map.entry("REQ", Set.of("REP", "ROUTER")),
          Map.entry("REP", Set.of("REQ", "DEALER")),
          Map.entry("DEALER", Set.of("REP", "DEALER", "ROUTER")),
          Map.entry("ROUTER", Set.of("REQ", "DEALER", "ROUTER")),
          Map.entry("PUB", Set.of("SUB", "XSUB")),
          Map.entry("XPUB", Set.of("SUB", "XSUB")),
          Map.entry("SUB", Set.of("PUB", "XPUB")),
          Map.entry("XSUB", Set.of("PUB", "XPUB")),
          Map.entry("PUSH", Set.of("PULL")),
          Map.entry("PULL", Set.of("PUSH")),
          Map.entry("PAIR", Set.of("PAIR")),
          Map.entry("SERVER", Set.of("CLIENT")),
          Map.entry("CLIENT", Set.of("SERVER")),
          Map.entry("RADIO", Set.of("DISH")),
          Map.entry("DISH", Set.of("RADIO")),
          Map.entry("SCATTER", Set.of("GATHER")),
          Map.entry("GATHER", Set.of("SCATTER")),
          Map.entry("PEER", Set.of("PEER")),
          Map.entry("CHANNEL", Set.of("CHANNEL")),
          Map.entry("DGRAM", Set.of("DGRAM")));

  // The index is the number of the type in a 2.0 greeting.
  private static final List<String> NUMBERED =
      List.of(
          "PAIR", "PUB", "SUB", "REQ", "REP", "DEALER", "ROUTER", "PULL", "PUSH", "XPUB", "XSUB");

  private PeerTypes() {}

  /** Whether a socket of ours accepts a peer of that type. Unknown types fit nothing. */
  public static boolean compatible(String ours, String theirs) {
    return PEERS.getOrDefault(ours, Set.of()).contains(theirs);
  }

  /** The name of the type that has this number in a 2.0 greeting; null if none has. */
  public static @Nullable String ofNumber(int number) {
    return number >= 0 && number < NUMBERED.size() ? NUMBERED.get(number) : null;
  }
}
