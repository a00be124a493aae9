// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

/**
 * The word of a {@link Chunk} that its producer writes with every message, on another cache line
 * than what its consumer reads with every message.
 */
abstract class ChunkFields extends CacheLine {
  @SuppressWarnings("UnusedVariable") // accessed through PUBLISHED of Chunk
  long published;

  /** A cache line that nobody uses. */
  abstract static class Padded extends ChunkFields {
    @SuppressWarnings("unused") // takes up room
    private long p0, p1, p2, p3, p4, p5, p6, p7;
  }
}
