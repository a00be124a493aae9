// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.pipe.Pipe;
import org.jspecify.annotations.Nullable;

/**
 * Takes one message from each pipe that has some, in turn (RFC 28, RFC 30). Pipes without messages
 * cost nothing. Guarded by the receive lock.
 */
final class FairQueue extends PipeRing {
  /** Adds a pipe for the first time. */
  void attach(Pipe pipe) {
    // Put aside at once where it is empty: whoever fills it tells the owner.
    if (!pipe.deactivate()) {
      add(pipe);
    }
  }

  /**
   * The pipe whose turn it is, its reader at the first frame of a message. Its turn lasts until
   * {@link #advance}.
   *
   * @return null if no pipe has a message
   */
  @Nullable Pipe next() {
    while (count() > 0) {
      Pipe pipe = current();
      if (pipe.reader().next()) {
        if (pipe.isConflating()) {
          pipe.reader().keepLast();
        }
        return pipe;
      }
      if (pipe.deactivate()) {
        removeCurrent();
      }
    }
    return null;
  }

  /** Whether a pipe has a message. */
  boolean isReady() {
    return next() != null;
  }
}
