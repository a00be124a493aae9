// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import org.jspecify.annotations.Nullable;

/** What the consumer writes in a {@link FrameReader} with every message. */
abstract class ReaderFields extends CacheLine {
  // Where the message begins, until it is finished.
  @Nullable Chunk head;
  int start;

  // Where the current frame is.
  @Nullable Chunk chunk;
  int pos;
  int end;
  int bodyAt;
  int length;
  int flags;
  long consumed;

  /** A cache line that nobody uses. */
  abstract static class Padded extends ReaderFields {
    @SuppressWarnings("unused") // takes up room
    private long p0, p1, p2, p3, p4, p5, p6, p7;
  }
}
