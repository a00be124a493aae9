// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import org.jspecify.annotations.Nullable;

/**
 * What the consumer of a {@link FrameQueue} writes with every message, on other cache lines than
 * what the producer writes and what both read.
 */
abstract class ConsumerFields extends ProducerFields.Padded {
  /** How many messages were taken out; read by any thread. */
  long consumed;

  /** How many of them the producer was told of. */
  long ackedLocal;

  /** The same, for the producer. */
  @SuppressWarnings("UnusedVariable") // accessed through ACKED of FrameQueue
  long acked;

  @SuppressWarnings("UnusedVariable") // accessed through FIRST of FrameQueue
  @Nullable Chunk first;

  /** A cache line that nobody uses. */
  abstract static class Padded extends ConsumerFields {
    @SuppressWarnings("unused") // takes up room
    private long p0, p1, p2, p3, p4, p5, p6, p7;
  }
}
