// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

/** The number of a {@link Count}, away from what others write. */
abstract class CountFields extends CacheLine {
  long value;

  /** A cache line that nobody uses. */
  abstract static class Padded extends CountFields {
    @SuppressWarnings("unused") // takes up room
    private long p0, p1, p2, p3, p4, p5, p6, p7;
  }
}
