// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.pipe.Pipe;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The pipes that take turns, and whose turn it is. Guarded by the lock of its user. */
class PipeRing {
  private @Nullable Pipe[] pipes = new @Nullable Pipe[4];
  private int count;
  private int current;

  /** How many there are. */
  final int count() {
    return count;
  }

  /** Lets a pipe take turns, the last after those that are there. */
  void add(Pipe pipe) {
    if (count == pipes.length) {
      pipes = Arrays.copyOf(pipes, count * 2);
    }
    pipes[count++] = pipe;
  }

  /** The pipe whose turn it is; there must be one. */
  final Pipe current() {
    if (current >= count) {
      current = 0;
    }
    return at(current);
  }

  final Pipe at(int index) {
    Pipe pipe = pipes[index];
    if (pipe == null) {
      throw new IllegalStateException("a hole in the list of pipes");
    }
    return pipe;
  }

  /** The turn goes on. */
  final void advance() {
    int next = current + 1 < count ? current + 1 : 0;
    if (next != current) {
      // Not for the only one: a store for every message shares its cache line with who knows what.
      current = next;
    }
  }

  /** Takes the turns of a pipe away. */
  final void remove(Pipe pipe) {
    for (int i = 0; i < count; i++) {
      if (pipes[i] == pipe) {
        removeAt(i);
        return;
      }
    }
  }

  /** The same for the pipe whose turn it is; the turn goes to the one behind it. */
  final void removeCurrent() {
    removeAt(current);
  }

  private void removeAt(int index) {
    count--;
    System.arraycopy(pipes, index + 1, pipes, index, count - index);
    pipes[count] = null;
    if (index < current) {
      current--;
    }
  }
}
