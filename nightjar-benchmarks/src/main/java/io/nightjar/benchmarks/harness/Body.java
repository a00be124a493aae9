// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.harness;

/** What a frame carries: bytes that follow from its size, so that a wrong one shows. */
final class Body {
  private final byte[] bytes;

  Body(int size) {
    bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 7 + 3);
    }
  }

  /** The bytes themselves, not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  int size() {
    return bytes.length;
  }

  /** Complains about what is not this body, as far as its length and its ends tell. */
  void check(int length, byte first, byte last) {
    if (length != bytes.length || first != bytes[0] || last != bytes[length - 1]) {
      throw new IllegalStateException("a wrong message");
    }
  }

  void check(byte[] received) {
    int length = received.length;
    if (length == 0) {
      throw new IllegalStateException("an empty message");
    }
    check(length, received[0], received[length - 1]);
  }
}
