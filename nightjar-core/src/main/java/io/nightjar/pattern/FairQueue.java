// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.pipe.Pipe;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes one message from each pipe that has some, in turn (RFC 28, RFC 30). Pipes without messages
 * cost nothing. Guarded by the receive lock.
 */
final class FairQueue {
  private @Nullable Pipe[] active = new @Nullable Pipe[4];
  private int count;
  private int current;

  /** Adds a pipe that is new or has become readable. */
  void add(Pipe pipe) {
    if (count == active.length) {
      active = Arrays.copyOf(active, count * 2);
    }
    active[count++] = pipe;
  }

  /** Adds a pipe for the first time. */
  void attach(Pipe pipe) {
    // Put aside at once where it is empty: whoever fills it tells the owner.
    if (!pipe.deactivate()) {
      add(pipe);
    }
  }

  /**
   * The pipe whose turn it is, its reader at the first frame of a message.
   *
   * @return null if no pipe has a message
   */
  @Nullable Pipe next() {
    while (count > 0) {
      if (current >= count) {
        current = 0;
      }
      Pipe pipe = at(current);
      if (pipe.reader().next()) {
        if (pipe.isConflating()) {
          pipe.reader().keepLast();
        }
        return pipe;
      }
      if (pipe.deactivate()) {
        removeAt(current);
      }
    }
    return null;
  }

  /** Whether a pipe has a message. */
  boolean isReady() {
    return next() != null;
  }

  /** The message of the pipe that {@link #next} gave was taken: the turn goes on. */
  void advance() {
    current++;
  }

  /** Removes a pipe, whose messages are not wanted any more. */
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

  private Pipe at(int index) {
    Pipe pipe = active[index];
    if (pipe == null) {
      throw new IllegalStateException("a hole in the list of pipes");
    }
    return pipe;
  }
}
