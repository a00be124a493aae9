// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.pipe.Pipe;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives one message to each pipe that has room, in turn (RFC 28, RFC 30). Full pipes cost nothing.
 * Guarded by the send lock.
 */
final class LoadBalancer extends PipeRing {
  private final List<Pipe> members = new ArrayList<>();
  private int dropping;

  /** A new peer's pipe, which takes its turns from now on. */
  void attach(Pipe pipe) {
    members.add(pipe);
    add(pipe);
  }

  /** A peer's pipe is gone for good. */
  void detach(Pipe pipe) {
    members.remove(pipe);
    remove(pipe);
  }

  /** Whether there is one pipe only, with room or without, so that nobody else waits behind it. */
  boolean hasOne() {
    return members.size() == 1;
  }

  /** A pipe has room again. */
  @Override
  void add(Pipe pipe) {
    if (!pipe.isClosing()) {
      super.add(pipe);
    }
  }

  /**
   * The pipe whose turn it is, with room for a message. Its turn lasts until {@link #advance}.
   *
   * @return null if no pipe has room
   */
  @Nullable Pipe next() {
    return next(false);
  }

  /**
   * The pipe whose turn it is among those that have a peer now, with room for a message.
   *
   * @return null if there is none
   */
  @Nullable Pipe nextConnected() {
    return next(true);
  }

  private @Nullable Pipe next(boolean onlyConnected) {
    int passed = 0;
    while (passed < count()) {
      Pipe pipe = current();
      if (onlyConnected && !pipe.isConnected()) {
        advance();
        passed++;
      } else if (pipe.makeRoom() || !pipe.stall()) {
        return pipe;
      } else {
        removeCurrent();
      }
    }
    return null;
  }

  /** Whether a pipe other than this one has room. */
  boolean hasRoomBeside(Pipe but) {
    for (int i = 0; i < count(); i++) {
      Pipe pipe = at(i);
      if (pipe != but && pipe.makeRoom()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The pipe whose turn it is to have something dropped, when none has room.
   *
   * @return null if there is no peer
   */
  @Nullable Pipe nextFull() {
    if (members.isEmpty()) {
      return null;
    }
    dropping = dropping + 1 >= members.size() ? 0 : dropping + 1;
    return members.get(dropping);
  }
}
