// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

/** What the users of a {@link Mutex} write with every message, away from what others write. */
abstract class MutexFields extends CacheLine {
  @SuppressWarnings("UnusedVariable") // accessed through STATE of Mutex
  volatile int state;

  @SuppressWarnings("UnusedVariable") // accessed through CONTENDERS of Mutex
  volatile int contenders;

  /** A cache line that nobody uses. */
  abstract static class Padded extends MutexFields {
    @SuppressWarnings("unused") // takes up room
    private long p0, p1, p2, p3, p4, p5, p6, p7;
  }
}
