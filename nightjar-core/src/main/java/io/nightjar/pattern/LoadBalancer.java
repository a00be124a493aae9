// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.pipe.Pipe;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gives one message to each pipe that has room, in turn (RFC 28, RFC 30). Full pipes cost nothing.
 * Guarded by the send lock.
 */
final class LoadBalancer {
  private @Nullable Pipe[] active = new @Nullable Pipe[4];
  private int count;
  private int current;
  private int members;

  /** Adds a pipe for the first time. */
  void attach(Pipe pipe) {
    members++;
    add(pipe);
  }

  /** Whether there is one pipe only, with room or without, so that nobody else waits behind it. */
  boolean hasOne() {
    return members == 1;
  }

  /** Adds a pipe that has room again. */
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
    while (count > 0) {
      if (current >= count) {
        current = 0;
      }
      Pipe pipe = active[current];
      if (pipe == null) {
        throw new IllegalStateException("a hole in the list of pipes");
      }
      if (pipe.makeRoom() || !pipe.stall()) {
        return pipe;
      }
      removeAt(current);
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
   * The pipe whose turn it is among those that have a peer now, with room for a message.
   *
   * @return null if there is none
   */
  @Nullable Pipe nextConnected() {
    int passed = 0;
    while (passed < count) {
      if (current >= count) {
        current = 0;
      }
      Pipe pipe = active[current];
      if (pipe == null) {
        throw new IllegalStateException("a hole in the list of pipes");
      }
      if (!pipe.isConnected()) {
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

  /** The pipe that {@link #next} gave got its message: the turn goes on. */
  void advance() {
    current++;
  }

  /** Removes a pipe for good. */
  void remove(Pipe pipe) {
    members--;
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
