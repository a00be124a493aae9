// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

/**
 * A number that changes with every message, on a cache line of its own. One thread at a time
 * changes it, which a lock outside sees to.
 */
public final class Count extends CountFields.Padded {
  /** Begins at 0. */
  public Count() {}

  /** The number. */
  public long get() {
    return value;
  }

  /** Adds one. */
  public void increment() {
    value++;
  }
}
