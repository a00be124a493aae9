// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that the queues of a context share. Any thread may take and give back.
 *
 * <p>Blocks come in a few sizes. The pool keeps up to a bound of unused ones; what comes back
 * beyond it is left to the garbage collector. It also counts the bytes that are out, so that queues
 * can be told when the context's budget is used up.
 */
public final class ChunkPool {
  private static final int[] SIZES = {
    Chunk.SMALL,
    Chunk.STANDARD,
    (256 << 10) + Chunk.SMALL,
    (1 << 20) + Chunk.SMALL,
    (4 << 20) + Chunk.SMALL
  };

  /** The largest block; a frame that does not fit in it has an array of its own. */
  static final int LARGEST = SIZES[SIZES.length - 1];

  private static final VarHandle BYTES_OUT;

  static {
    try {
      BYTES_OUT = MethodHandles.lookup().findVarHandle(ChunkPool.class, "bytesOut", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Shelf[] shelves = new Shelf[SIZES.length];
  private final long budget;

  @SuppressWarnings("UnusedVariable") // accessed through BYTES_OUT
  private volatile long bytesOut;

  /** Makes a pool without a budget that keeps at most this many bytes of unused blocks a size. */
  public ChunkPool(long keepBytes) {
    this(keepBytes, Long.MAX_VALUE);
  }

  /**
   * Makes a pool.
   *
   * @param keepBytes how many bytes of unused blocks of each size it keeps at most
   * @param budget how many bytes may be out before it {@linkplain #isOverBudget() says so}
   */
  public ChunkPool(long keepBytes, long budget) {
    this.budget = budget;
    for (int i = 0; i < SIZES.length; i++) {
      long bytes = SIZES[i] == Chunk.SMALL ? keepBytes / 8 : keepBytes;
      shelves[i] = new Shelf(SIZES[i], (int) Math.max(1, bytes / SIZES[i]));
    }
  }

  /** Takes the smallest block with this capacity or more, at most {@link #LARGEST} bytes. */
  Chunk take(int capacity) {
    for (Shelf shelf : shelves) {
      if (capacity <= shelf.size) {
        BYTES_OUT.getAndAdd(this, (long) shelf.size);
        return shelf.take();
      }
    }
    throw new IllegalArgumentException("no block has " + capacity + " bytes");
  }

  /** A chunk around an array that belongs to no block. */
  Chunk takeArray(byte[] body, int flags) {
    BYTES_OUT.getAndAdd(this, (long) body.length);
    return Chunk.large(body, flags);
  }

  /** Gives a chunk back that nobody uses any more; arrays of large frames are just dropped. */
  public void give(Chunk chunk) {
    BYTES_OUT.getAndAdd(this, (long) -chunk.capacity());
    if (chunk.isLarge()) {
      return;
    }
    chunk.reset();
    for (Shelf shelf : shelves) {
      if (chunk.capacity() == shelf.size) {
        shelf.give(chunk);
        return;
      }
    }
  }

  /** Whether as many bytes are out as the context may use, or more. */
  public boolean isOverBudget() {
    return (long) BYTES_OUT.getOpaque(this) >= budget;
  }

  /** How many bytes are out. */
  public long bytesInUse() {
    return (long) BYTES_OUT.getOpaque(this);
  }

  /** How many blocks are out: taken and not given back. */
  public long inUse() {
    long sum = 0;
    for (Shelf shelf : shelves) {
      sum += shelf.inUse();
    }
    return sum;
  }

  /** How many bytes of unused blocks it keeps. */
  public long bytesKept() {
    long sum = 0;
    for (Shelf shelf : shelves) {
      sum += shelf.bytesKept();
    }
    return sum;
  }

  /**
   * Drops half of the blocks that nobody needed since the last call.
   *
   * @return whether any unused block is left, so that another call makes sense
   */
  public boolean shrink() {
    boolean left = false;
    for (Shelf shelf : shelves) {
      left |= shelf.shrink();
    }
    return left;
  }

  /** The blocks of one size. */
  private static final class Shelf {
    private final Mutex lock = new Mutex();
    private final int size;
    private final @Nullable Chunk[] kept;
    // Guarded by lock.
    private int count;
    private int leastCount;
    private long out;

    Shelf(int size, int bound) {
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
        leastCount = Math.min(leastCount, count);
      }
      lock.unlock();
      return chunk != null ? chunk : Chunk.block(memory(size));
    }

    private static ByteBuffer memory(int size) {
      try {
        return ByteBuffer.allocateDirect(size);
      } catch (OutOfMemoryError e) {
        // Memory outside the heap has a bound of its own. Slower memory is better than none.
        return ByteBuffer.allocate(size);
      }
    }

    void give(Chunk chunk) {
      lock.lock();
      out--;
      if (count < kept.length && chunk.memory.isDirect()) {
        kept[count++] = chunk;
      }
      lock.unlock();
    }

    boolean shrink() {
      lock.lock();
      try {
        int drop = (leastCount + 1) / 2;
        for (int i = 0; i < drop; i++) {
          kept[--count] = null;
        }
        leastCount = count;
        return count > 0;
      } finally {
        lock.unlock();
      }
    }

    long inUse() {
      lock.lock();
      try {
        return out;
      } finally {
        lock.unlock();
      }
    }

    long bytesKept() {
      lock.lock();
      try {
        return (long) count * size;
      } finally {
        lock.unlock();
      }
    }
  }
}
