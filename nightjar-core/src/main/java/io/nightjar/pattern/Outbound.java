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
      putFrames(pipe, payload, from);
      pipe.commit();
    }
  }

  /** Puts the frames of a message into a pipe: all of them or, if that throws, none. */
  static void putFrames(Pipe pipe, Payload payload, int from) {
    try {
      payload.putFrom(from, pipe.out());
    } catch (Throwable e) {
      pipe.out().abandonIncomplete();
      throw e;
    }
  }

  /** Puts frames that go before a message; if that throws, none. */
  static void putEnvelope(Pipe pipe, byte[][] frames) {
    try {
      for (byte[] frame : frames) {
        pipe.out().put(frame, 0, frame.length, true);
      }
    } catch (Throwable e) {
      pipe.out().abandonIncomplete();
      throw e;
    }
  }
}
