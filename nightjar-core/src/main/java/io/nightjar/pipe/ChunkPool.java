// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that the queues of a context share. Any thread may take and give back.
 *
 * <p>Blocks come in a few sizes. What comes back is kept, for fresh memory is slow: the system
 * clears each page of it. What nobody needs for a while goes to the garbage collector, by {@link
 * #shrink}. So the pool is never larger than what was in use at once a moment ago.
 */
public final class ChunkPool {
  private static final int[] SIZES = {
    Chunk.SMALL,
    Chunk.STANDARD,
    (256 << 10) + Chunk.SMALL,
    (1 << 20) + Chunk.SMALL,
    (4 << 20) + Chunk.SMALL,
    (8 << 20) + Chunk.SMALL,
    (16 << 20) + Chunk.SMALL
  };

  /** The largest block; a frame that does not fit in it has an array of its own. */
  static final int LARGEST = SIZES[SIZES.length - 1];

  private static final int KEPT_FOR_EVER = 8;

  /** Where there is none, the JDK looks for half a second: not for each block. */
  private static final long NO_DIRECT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Shelf[] shelves = new Shelf[SIZES.length];
  private volatile Runnable onSurplus = () -> {};
  private final AtomicBoolean surplus = new AtomicBoolean();
  private volatile long directAgainNanos = System.nanoTime();

  /** Makes an empty pool, which keeps no more of a size than a quarter of the largest heap. */
  public ChunkPool() {
    this(Runtime.getRuntime().maxMemory() / 4);
  }

  /** Makes an empty pool that keeps at most this many bytes of unused blocks of each size. */
  ChunkPool(long keepBytes) {
    for (int i = 0; i < SIZES.length; i++) {
      shelves[i] = new Shelf(SIZES[i], Math.max(1, keepBytes / SIZES[i]));
    }
  }

  /**
   * Sets what is called when there are more unused blocks than are kept for ever. Must not block.
   */
  public void onSurplus(Runnable action) {
    onSurplus = action;
  }

  /** Takes the smallest block with this capacity or more, at most {@link #LARGEST} bytes. */
  Chunk take(int capacity, MemoryBudget budget) {
    for (Shelf shelf : shelves) {
      if (capacity <= shelf.size) {
        Chunk chunk = shelf.take();
        if (chunk == null) {
          chunk = fresh(shelf);
        }
        chunk.chargeTo(budget);
        return chunk;
      }
    }
    throw new IllegalArgumentException("no block has " + capacity + " bytes");
  }

  private Chunk fresh(Shelf shelf) {
    boolean made = false;
    try {
      Chunk chunk = Chunk.block(memory(shelf.size));
      made = true;
      return chunk;
    } finally {
      if (!made) {
        shelf.lost();
      }
    }
  }

  private ByteBuffer memory(int size) {
    if (System.nanoTime() - directAgainNanos < 0) {
      return ByteBuffer.allocate(size);
    }
    try {
      return ByteBuffer.allocateDirect(size);
    } catch (OutOfMemoryError e) {
      // Memory outside the heap has a bound of its own; blocks of other sizes may fill it unused.
      try {
        if (drop()) {
          return ByteBuffer.allocateDirect(size);
        }
      } catch (OutOfMemoryError again) {
        // Slower memory is better than none.
      }
      directAgainNanos = System.nanoTime() + NO_DIRECT_NANOS;
      return ByteBuffer.allocate(size);
    }
  }

  /** Drops all unused blocks; tells whether there were any. */
  private boolean drop() {
    boolean any = false;
    for (Shelf shelf : shelves) {
      any |= shelf.drop();
    }
    return any;
  }

  /** A chunk around an array that belongs to no block. */
  static Chunk takeArray(byte[] body, int flags, MemoryBudget budget) {
    Chunk chunk = Chunk.large(body, flags);
    chunk.chargeTo(budget);
    return chunk;
  }

  /** Gives a chunk back that nobody uses any more; arrays of large frames are just dropped. */
  public void give(Chunk chunk) {
    chunk.discharge();
    if (chunk.isLarge()) {
      return;
    }
    chunk.reset();
    for (Shelf shelf : shelves) {
      if (chunk.capacity() == shelf.size) {
        if (shelf.give(chunk) && !surplus.get() && surplus.compareAndSet(false, true)) {
          onSurplus.run();
        }
        return;
      }
    }
  }

  /** How many blocks are out: taken and not given back. */
  public long inUse() {
    long sum = 0;
    for (Shelf shelf : shelves) {
      sum += shelf.inUse();
    }
    return sum;
  }

  /** How many blocks were ever taken. */
  public long taken() {
    long sum = 0;
    for (Shelf shelf : shelves) {
      sum += shelf.taken();
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
   * Drops half of the blocks that nobody needed since the last call, but for a few.
   *
   * @return whether to call it again: there are more unused blocks than are kept for ever
   */
  public boolean shrink() {
    surplus.set(false);
    boolean left = false;
    for (Shelf shelf : shelves) {
      left |= shelf.shrink();
    }
    // Who gave one back meanwhile has called for another round.
    return left && surplus.compareAndSet(false, true);
  }

  /** The blocks of one size. */
  private static final class Shelf {
    private final Mutex lock = new Mutex();
    private final int size;
    private final int least;
    private final long most;
    // Guarded by lock. Linked, the last that came first: its memory is still in the caches.
    private @Nullable Chunk kept;
    private int count;
    private int leastCount;
    private long out;
    private long taken;

    Shelf(int size, long most) {
      this.size = size;
      this.most = most;
      this.least = size <= Chunk.STANDARD ? KEPT_FOR_EVER : 0;
    }

    /** Takes a block, or counts one that has to be made. */
    @Nullable Chunk take() {
      lock.lock();
      out++;
      taken++;
      Chunk chunk = kept;
      if (chunk != null) {
        remove(chunk);
        leastCount = Math.min(leastCount, count);
      }
      lock.unlock();
      return chunk;
    }

    private void remove(Chunk first) {
      kept = first.next();
      first.link(null);
      count--;
    }

    /** There was no memory for a block that was counted. */
    void lost() {
      lock.lock();
      out--;
      lock.unlock();
    }

    /** Takes a block back; tells whether there are many now. */
    boolean give(Chunk chunk) {
      lock.lock();
      out--;
      if (count < most && chunk.memory.isDirect()) {
        chunk.link(kept);
        kept = chunk;
        count++;
      }
      boolean many = count > least;
      lock.unlock();
      return many;
    }

    boolean shrink() {
      lock.lock();
      try {
        int drop = Math.min((leastCount + 1) / 2, count - least);
        for (Chunk chunk = kept; drop > 0 && chunk != null; chunk = kept, drop--) {
          remove(chunk);
        }
        leastCount = count;
        return count > least;
      } finally {
        lock.unlock();
      }
    }

    boolean drop() {
      lock.lock();
      boolean any = count > 0;
      kept = null;
      count = 0;
      leastCount = 0;
      lock.unlock();
      return any;
    }

    long inUse() {
      lock.lock();
      try {
        return out;
      } finally {
        lock.unlock();
      }
    }

    long taken() {
      lock.lock();
      try {
        return taken;
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
