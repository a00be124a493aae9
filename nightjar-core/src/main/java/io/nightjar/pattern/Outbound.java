// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.FullPolicy;
import io.nightjar.Options;
import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Form;
import io.nightjar.spi.Pattern;

/** The ways in which a message goes into pipes. Guarded by the send lock. */
final class Outbound {
  private Outbound() {}

  /**
   * Gives a message to the next peer that has room.
   *
   * @return false if none has and the socket is to wait for room
   */
  static <B> boolean deal(LoadBalancer peers, Form<B> form, B body, Pattern.Host host) {
    Pipe pipe = peers.next();
    if (pipe == null) {
      return dealToFull(peers, form, body, host);
    }
    put(pipe, form, body, 0);
    peers.advance();
    return true;
  }

  private static <B> boolean dealToFull(
      LoadBalancer peers, Form<B> form, B body, Pattern.Host host) {
    if (!drops(host)) {
      return false;
    }
    Pipe pipe = peers.nextFull();
    if (pipe == null) {
      host.countUnroutable();
    } else if (pipe.makeRoom() || dropOldest(pipe, host)) {
      put(pipe, form, body, 0);
    }
    return true;
  }

  /** Whether a sender may wait for a peer. */
  static boolean isPatient(Pattern.Host host) {
    FullPolicy policy = host.option(Options.WHEN_FULL);
    return policy == FullPolicy.BY_TYPE || policy == FullPolicy.BLOCK;
  }

  /** Whether a message for which there is no room goes, or another in its place. */
  static boolean drops(Pattern.Host host) {
    FullPolicy policy = host.option(Options.WHEN_FULL);
    return policy == FullPolicy.DROP_NEWEST || policy == FullPolicy.DROP_OLDEST;
  }

  /** Whether a socket that drops by its type was told to wait, or to fail, instead. */
  static boolean waits(Pattern.Host host) {
    FullPolicy policy = host.option(Options.WHEN_FULL);
    return policy == FullPolicy.BLOCK || policy == FullPolicy.FAIL;
  }

  /** Drops the oldest messages of a full pipe, if the socket is set so, or else counts the new. */
  static boolean dropOldest(Pipe pipe, Pattern.Host host) {
    if (host.option(Options.WHEN_FULL) == FullPolicy.DROP_OLDEST && pipe.dropOldest()) {
      return true;
    }
    pipe.countDropped();
    return false;
  }

  /** Puts the frames of a message from this one on into a pipe that has room. */
  static <B> void put(Pipe pipe, Form<B> form, B body, int from) {
    if (pipe.isConflating()) {
      pipe.conflate(form.toMessage(body, from));
    } else {
      putFrames(pipe, form, body, from);
      pipe.commit();
    }
  }

  /** Puts the frames of a message into a pipe: all of them or, if that throws, none. */
  static <B> void putFrames(Pipe pipe, Form<B> form, B body, int from) {
    try {
      form.put(body, from, pipe.out());
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
