// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

/** What the reader writes in its {@link Distance} at every look. */
abstract class DistanceFields extends CacheLine {
  int streak;
  boolean waited;

  /** A cache line that nobody uses. */
  abstract static class Padded extends DistanceFields {
    @SuppressWarnings("unused") // takes up room
    private long p0, p1, p2, p3, p4, p5, p6, p7;
  }
}
