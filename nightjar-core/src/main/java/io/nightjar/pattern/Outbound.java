// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Payload;

/** The ways in which a message goes into pipes. Guarded by the send lock. */
final class Outbound {
  private Outbound() {}

  /** Gives a message to the next peer that has room; false if none has. */
  static boolean deal(LoadBalancer peers, Payload payload) {
    Pipe pipe = peers.next();
    if (pipe == null) {
      return false;
    }
    put(pipe, payload, 0);
    peers.advance();
    return true;
  }

  /** Puts the frames of a message from this one on into a pipe that has room. */
  static void put(Pipe pipe, Payload payload, int from) {
    if (pipe.isConflating()) {
      pipe.conflate(payload.toMessage(from));
    } else {
      payload.putFrom(from, pipe.out());
      pipe.commit();
    }
  }
}
