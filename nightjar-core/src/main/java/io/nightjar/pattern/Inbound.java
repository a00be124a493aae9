// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Sink;
import org.jspecify.annotations.Nullable;

/** The ways in which a message comes out of pipes. Guarded by the receive lock. */
final class Inbound {
  private Inbound() {}

  /** Takes the next message of the peer whose turn it is; null if there is none. */
  static <R> @Nullable R take(FairQueue peers, Sink<R> sink) {
    Pipe pipe = peers.next();
    if (pipe == null) {
      return null;
    }
    R taken = sink.take(pipe, null, pipe.reader());
    pipe.finish();
    peers.advance();
    return taken;
  }
}
