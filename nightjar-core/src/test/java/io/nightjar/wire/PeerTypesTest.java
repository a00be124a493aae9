// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerTypesTest {
  private static final Set<String> ALL =
      Set.of(
          "PAIR", "PUB", "SUB", "REQ", "REP", "DEALER", "ROUTER", "PULL", "PUSH", "XPUB", "XSUB",
          "STREAM", "SERVER", "CLIENT", "RADIO", "DISH", "GATHER", "SCATTER", "DGRAM", "PEER",
          "CHANNEL");

  @Test
  void acceptsThePeersOfTheRfcsAndNoOthers() {
    Map<String, Set<String>> accepted =
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
    for (String ours : ALL) {
      for (String theirs : ALL) {
        assertThat(PeerTypes.compatible(ours, theirs))
            .as("%s and %s", ours, theirs)
            .isEqualTo(accepted.getOrDefault(ours, Set.of()).contains(theirs));
      }
    }
  }

  @Test
  void agreesFromBothSides() {
    for (String one : ALL) {
      for (String other : ALL) {
        assertThat(PeerTypes.compatible(one, other)).isEqualTo(PeerTypes.compatible(other, one));
      }
    }
  }

  @Test
  void refusesUnknownAndLowerCaseNames() {
    assertThat(PeerTypes.compatible("REQ", "rep")).isFalse();
    assertThat(PeerTypes.compatible("REQ", "")).isFalse();
    assertThat(PeerTypes.compatible("NEW", "NEW")).isFalse();
  }

  @Test
  void knowsTheNumbersOf20() {
    assertThat(PeerTypes.ofNumber(0)).isEqualTo("PAIR");
    assertThat(PeerTypes.ofNumber(5)).isEqualTo("DEALER");
    assertThat(PeerTypes.ofNumber(10)).isEqualTo("XSUB");
    assertThat(PeerTypes.ofNumber(11)).isNull();
    assertThat(PeerTypes.ofNumber(-1)).isNull();
  }
}
