// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.pipe.Pipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives one message to each pipe that has room, in turn (RFC 28, RFC 30). Full pipes cost nothing.
 * Guarded by the send lock.
 */
final class LoadBalancer {
  private @Nullable Pipe[] active = new @Nullable Pipe[4];
  private int count;
  private int current;
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
  void add(Pipe pipe) {
    if (pipe.isClosing()) {
      return;
    }
    if (count == active.length) {
      active = Arrays.copyOf(active, count * 2);
    }
    active[count++] = pipe;
  }

  /**
   * The pipe whose turn it is, with room for a message.
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
    while (passed < count) {
      if (current >= count) {
        current = 0;
      }
      Pipe pipe = active[current];
      if (pipe == null) {
        throw new IllegalStateException("a hole in the list of pipes");
      }
      if (onlyConnected && !pipe.isConnected()) {
        current++;
        passed++;
      } else if (pipe.makeRoom() || !pipe.stall()) {
        return pipe;
      } else {
        removeAt(current);
      }
    }
    return null;
  }

  /** Whether a pipe other than this one has room. */
  boolean hasRoomBeside(Pipe but) {
    for (int i = 0; i < count; i++) {
      Pipe pipe = active[i];
      if (pipe != null && pipe != but && pipe.makeRoom()) {
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

  /** The pipe that {@link #next} gave got its message: the turn goes on. */
  void advance() {
    current++;
  }

  /** Takes a pipe's turns away. */
  void remove(Pipe pipe) {
    for (int i = 0; i < count; i++) {
      if (active[i] == pipe) {
        removeAt(i);
        return;
      }
    }
  }

  private void removeAt(int index) {
    count--;
    System.arraycopy(active, index + 1, active, index, count - index);
    active[count] = null;
    if (index < current) {
      current--;
    }
  }
}
