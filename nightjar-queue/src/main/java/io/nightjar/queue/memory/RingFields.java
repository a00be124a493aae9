// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

/**
 * The two ends of a ring, on cache lines of their own: producers write one, consumers the other.
 * The JVM lays out the fields of a class before those of its subclasses.
 */
final class RingFields {
  private RingFields() {}

  /** A cache line that nobody uses. */
  abstract static class Front {
    @SuppressWarnings("unused") // takes up room
    private long f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15;
  }

  /** What producers write. */
  abstract static class Tail extends Front {
    /** The number of items ever put; {@link Ring#FINISHED} is added at the end. */
    volatile long tail;

    /** A head that was seen; the real one is there or further. */
    long headSeen;
  }

  /** A cache line that nobody uses. */
  abstract static class Middle extends Tail {
    @SuppressWarnings("unused") // takes up room
    private long m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15;
  }

  /** What consumers write. */
  abstract static class Head extends Middle {
    /** The number of items ever taken. */
    volatile long head;
  }

  /** A cache line that nobody uses. */
  abstract static class Back extends Head {
    @SuppressWarnings("unused") // takes up room
    private long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;
  }
}
