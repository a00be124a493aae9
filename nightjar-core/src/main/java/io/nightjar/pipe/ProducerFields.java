// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import org.jspecify.annotations.Nullable;

/** What the producer of a {@link FrameQueue} writes with every message. */
abstract class ProducerFields extends CacheLine {
  /** The chunk being filled; null in an empty idle queue, which has no chunk at all. */
  @Nullable Chunk tail;

  /** The first chunk of a message that is being made, if it began in an earlier one. */
  @Nullable Chunk pendingFirst;

  int fill;
  int tailMessages;
  boolean midMessage;
  long ackedSeen;
  long produced;

  /** The bytes of all chunks before the last one. */
  long closedBytes;

  boolean expectsMany;

  /** Whether to begin with a chunk of standard size. */
  boolean wide;

  /** A cache line that nobody uses. */
  abstract static class Padded extends ProducerFields {
    @SuppressWarnings("unused") // takes up room
    private long p0, p1, p2, p3, p4, p5, p6, p7;
  }
}
