// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Options;
import io.nightjar.SocketType;
import io.nightjar.wire.Handshake;
import io.nightjar.wire.HandshakeConfig;
import io.nightjar.wire.Metadata;
import io.nightjar.wire.NullHandshake;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Makes the handshakes of a socket's connections from its options. */
final class Handshakes {
  private Handshakes() {}

  static Handshake of(SocketType<?> type, OptionTable options) {
    return new Handshake(config(type, options));
  }

  /** A handshake that succeeds only if the peer, once it is known, is admitted. */
  static Handshake of(SocketType<?> type, OptionTable options, BooleanSupplier admission) {
    return new Handshake(config(type, options), new NullHandshake(admission));
  }

  private static HandshakeConfig config(SocketType<?> type, OptionTable options) {
    Metadata extra = Metadata.EMPTY;
    for (Map.Entry<String, String> property : options.metadata().entrySet()) {
      extra = extra.with(property.getKey(), property.getValue());
    }
    return HandshakeConfig.of(type.name(), type.number())
        .withIdentity(options.option(Options.ROUTING_ID))
        .withMetadata(extra);
  }
}
