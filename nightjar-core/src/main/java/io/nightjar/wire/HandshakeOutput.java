// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Collects what a handshake has to write. */
final class HandshakeOutput implements CommandSink {
  private static final int FIRST_SIZE = 128;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private ByteBuffer bytes = NOTHING;

  void put(byte[] more) {
    reserve(more.length).put(more);
  }

  void put(ByteBuffer more) {
    reserve(more.remaining()).put(more);
  }

  void put(byte one) {
    reserve(1).put(one);
  }

  @Override
  public void send(String name, byte[] data) {
    put(Commands.frame(name, data));
  }

  private ByteBuffer reserve(int size) {
    if (bytes.remaining() < size) {
      int grown = Math.max(FIRST_SIZE, 2 * bytes.capacity());
      int capacity = Math.max(grown, bytes.position() + size);
      bytes = ByteBuffer.allocate(capacity).put(bytes.flip());
    }
    return bytes;
  }

  int size() {
    return bytes.position();
  }

  /** Forgets what came after it had this size. */
  void cutTo(int size) {
    bytes.position(size);
  }

  /** Hands over what there is; null if there is nothing. */
  @Nullable ByteBuffer take() {
    if (bytes.position() == 0) {
      return null;
    }
    ByteBuffer taken = bytes.flip();
    bytes = NOTHING;
    return taken;
  }
}
