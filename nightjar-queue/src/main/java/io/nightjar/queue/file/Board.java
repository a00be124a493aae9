// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Who waits for what, in memory that all processes map: a word of {@linkplain Kind bits} for each
 * of them.
 *
 * <p>Who waits sets its bit and then looks into the queue; who changes the queue commits and then
 * looks for bits. All accesses are volatile, so one of the two sees the other, and nobody sleeps
 * while there is something for it.
 */
final class Board {
  /** The most processes on one queue. */
  static final int SLOTS = 500;

  private static final int BYTES = 4096;
  private static final VarHandle WORD =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private final MappedByteBuffer map;

  private Board(MappedByteBuffer map) {
    this.map = map;
  }

  static Board open(Path path) throws IOException {
    return Uninterrupted.get(() -> map(path));
  }

  private static Board map(Path path) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      while (file.size() < BYTES) { // written, not only mapped, so that a full disk is told here
        file.write(ByteBuffer.allocate((int) (BYTES - file.size())), file.size());
      }
      return new Board(file.map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
    }
  }

  private static int at(int slot) {
    return (slot + 1) * Integer.BYTES;
  }

  /** Nobody waits in a slot that changes hands; slots up to this one are looked at. */
  void reset(int slot) {
    WORD.setVolatile(map, at(slot), 0);
    while (true) {
      int used = (int) WORD.getVolatile(map, 0);
      if (used > slot || WORD.compareAndSet(map, 0, used, slot + 1)) {
        return;
      }
    }
  }

  /** The number of slots that may be in use. */
  int used() {
    return Math.min(SLOTS, Math.max(0, (int) WORD.getVolatile(map, 0)));
  }

  void set(int slot, int bits) {
    WORD.getAndBitwiseOr(map, at(slot), bits);
  }

  /** Takes bits away and returns those that were set. */
  int clear(int slot, int bits) {
    if (((int) WORD.getVolatile(map, at(slot)) & bits) == 0) {
      return 0;
    }
    return (int) WORD.getAndBitwiseAnd(map, at(slot), ~bits) & bits;
  }
}
