// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import org.jspecify.annotations.Nullable;

/**
 * What the producer of a {@link FrameQueue} writes with every message, kept by inheritance on other
 * cache lines than what the consumer writes: the JVM lays out the fields of a class before those of
 * its subclasses.
 */
abstract class ProducerFields {
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

  boolean wide;

  /** Two cache lines that nobody uses. */
  abstract static class Padded extends ProducerFields {
    @SuppressWarnings("unused") // takes up room
    private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, pa, pb, pc, pd, pe, pf;
  }
}
