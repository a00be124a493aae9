// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import java.nio.ByteBuffer;

/** Collects one piece of a handshake. Grows with the bytes that came, not with those announced. */
final class HandshakeInput {
  // Large enough for every header, so that only bodies make it grow.
  private ByteBuffer bytes = ByteBuffer.allocate(Greeting.SIZE);

  /** Takes bytes until there are so many; tells whether there are. */
  boolean fill(ByteBuffer in, int size) {
    int count = Math.min(size - bytes.position(), in.remaining());
    if (count > 0) {
      if (bytes.remaining() < count) {
        int capacity = Math.max(bytes.position() + count, 2 * bytes.capacity());
        bytes = ByteBuffer.allocate(capacity).put(bytes.flip());
      }
      bytes.put(bytes.position(), in, in.position(), count);
      bytes.position(bytes.position() + count);
      in.position(in.position() + count);
    }
    return bytes.position() >= size;
  }

  /** The bytes, by absolute index from 0; valid until the next change. */
  ByteBuffer bytes() {
    return bytes;
  }

  /** The size of the header of the ZMTP 3 frame whose flags have come. */
  int headerSize() {
    return (Frames.flagsAt(bytes, 0) & Frames.LONG) == 0 ? Frames.SHORT_HEADER : Frames.MAX_HEADER;
  }

  void clear() {
    bytes.clear();
  }

  /** Gives the memory back, at the end. */
  void release() {
    bytes = ByteBuffer.allocate(0);
  }
}
