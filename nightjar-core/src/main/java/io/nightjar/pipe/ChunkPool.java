// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import org.jspecify.annotations.Nullable;

/**
 * The blocks that the queues of a context share. Any thread may take and give back.
 *
 * <p>Keeps up to a bound of unused blocks; what comes back beyond it is left to the garbage
 * collector.
 */
public final class ChunkPool {
  private final Stack standard;
  private final Stack small;

  /** Makes a pool that keeps at most this many bytes of unused blocks of either size. */
  public ChunkPool(long keepBytes) {
    standard = new Stack(Chunk.STANDARD, (int) Math.max(1, keepBytes / Chunk.STANDARD));
    small = new Stack(Chunk.SMALL, (int) Math.max(1, keepBytes / Chunk.SMALL / 8));
  }

  /** Takes a block of {@link Chunk#STANDARD} bytes. */
  public Chunk take() {
    return standard.take();
  }

  /** Takes a block of {@link Chunk#SMALL} bytes. */
  public Chunk takeSmall() {
    return small.take();
  }

  /** Gives a chunk back that nobody uses any more; arrays of large frames are just dropped. */
  public void give(Chunk chunk) {
    if (chunk.isLarge()) {
      return;
    }
    chunk.reset();
    (chunk.capacity() == Chunk.STANDARD ? standard : small).give(chunk);
  }

  /** How many blocks are out: taken and not given back. */
  public long inUse() {
    return standard.inUse() + small.inUse();
  }

  private static final class Stack {
    private final Mutex lock = new Mutex();
    private final int size;
    private final @Nullable Chunk[] kept;
    // Guarded by lock.
    private int count;
    private long out;

    Stack(int size, int bound) {
      this.size = size;
      this.kept = new @Nullable Chunk[bound];
    }

    Chunk take() {
      Chunk chunk = null;
      lock.lock();
      out++;
      if (count > 0) {
        chunk = kept[--count];
        kept[count] = null;
      }
      lock.unlock();
      return chunk != null ? chunk : Chunk.block(size);
    }

    void give(Chunk chunk) {
      lock.lock();
      out--;
      if (count < kept.length) {
        kept[count++] = chunk;
      }
      lock.unlock();
    }

    long inUse() {
      lock.lock();
      try {
        return out;
      } finally {
        lock.unlock();
      }
    }
  }
}
