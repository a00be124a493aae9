// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Options;
import io.nightjar.SocketType;
import io.nightjar.wire.Handshake;
import io.nightjar.wire.HandshakeConfig;
import io.nightjar.wire.Metadata;
import java.util.Map;

/** Makes the handshakes of a socket's connections from its options. */
final class Handshakes {
  private Handshakes() {}

  static Handshake of(SocketType<?> type, OptionTable options) {
    Metadata extra = Metadata.EMPTY;
    for (Map.Entry<String, String> property : options.metadata().entrySet()) {
      extra = extra.with(property.getKey(), property.getValue());
    }
    return new Handshake(
        HandshakeConfig.of(type.name(), type.number())
            .withIdentity(options.option(Options.ROUTING_ID))
            .withMetadata(extra));
  }
}
