// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Sink;

/** The ways in which a message comes out of pipes. Guarded by the receive lock. */
final class Inbound {
  private Inbound() {}

  /** Delivers the next message of the peer whose turn it is; false if there is none. */
  static boolean take(FairQueue peers, Sink sink) {
    Pipe pipe = peers.next();
    if (pipe == null) {
      return false;
    }
    sink.take(pipe, null, pipe.reader());
    pipe.finish();
    peers.advance();
    return true;
  }
}
