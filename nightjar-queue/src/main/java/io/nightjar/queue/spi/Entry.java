// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.spi;

import io.nightjar.queue.Put;

/** What is put: a payload and how it goes in. */
public final class Entry {
  private final byte[] payload;
  private final Put how;

  /** Keeps the array, which nobody writes to from then on. */
  public Entry(byte[] payload, Put how) {
    this.payload = payload;
    this.how = how;
  }

  /** The payload itself, not a copy. */
  public byte[] payload() {
    return payload;
  }

  /** Priority and delay. */
  public Put how() {
    return how;
  }
}
