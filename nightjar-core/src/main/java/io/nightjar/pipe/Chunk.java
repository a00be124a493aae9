// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a {@link FrameQueue}: either a block of pooled memory with any number of frames, or
 * one large frame in an array of its own.
 *
 * <p>The producer publishes how far the chunk is filled, how many messages end in it, and whether
 * the next chunk follows, all in one word, so that a consumer sees the three agree.
 */
public final class Chunk extends ChunkFields.Padded {
  /** The size of most chunks: large enough that a system call is spread over many messages. */
  public static final int STANDARD = 64 * 1024;

  /** The size of chunks that hold the few messages of a quiet connection. */
  public static final int SMALL = 4 * 1024;

  private static final long CLOSED = 1L << 63;
  private static final int OFFSET_SHIFT = 32;
  private static final VarHandle PUBLISHED;
  private static final VarHandle NEXT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      PUBLISHED = lookup.findVarHandle(ChunkFields.class, "published", long.class);
      NEXT = lookup.findVarHandle(Chunk.class, "next", Chunk.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The memory; used with absolute indexes only. Of a large frame: a view of its array. */
  final ByteBuffer memory;

  /** A second view for the consumer, whose position and limit are the consumer's. */
  final ByteBuffer view;

  /** The array of a large frame; null in a block. */
  final byte @Nullable [] body;

  /** The flags of a large frame. */
  final int bodyFlags;

  /** Whether its first frame goes on with a message of the chunk before. Set before linking. */
  boolean continued;

  /** Fill level and count of a chunk that is left but not yet published. The producer's. */
  int finalOffset;

  int finalMessages;

  private @Nullable MemoryBudget budget;

  @SuppressWarnings("UnusedVariable") // accessed through NEXT
  private @Nullable Chunk next;

  private Chunk(ByteBuffer memory, byte @Nullable [] body, int bodyFlags) {
    this.memory = memory;
    this.view = memory.duplicate();
    this.body = body;
    this.bodyFlags = bodyFlags;
  }

  static Chunk block(ByteBuffer memory) {
    return new Chunk(memory, null, 0);
  }

  static Chunk large(byte[] body, int flags) {
    return new Chunk(ByteBuffer.wrap(body), body, flags);
  }

  void chargeTo(MemoryBudget payer) {
    budget = payer;
    payer.take(capacity());
  }

  void discharge() {
    MemoryBudget payer = budget;
    if (payer != null) {
      budget = null;
      payer.give(capacity());
    }
  }

  boolean isLarge() {
    return body != null;
  }

  int capacity() {
    return memory.capacity();
  }

  /** Publishes fill level and count; everything written before is seen by who reads the word. */
  void publish(int offset, int messages) {
    PUBLISHED.setRelease(this, (long) offset << OFFSET_SHIFT | messages);
  }

  /** Publishes for the last time: the next chunk is linked and holds what follows. */
  void publishClosed(int offset, int messages) {
    PUBLISHED.setRelease(this, CLOSED | (long) offset << OFFSET_SHIFT | messages);
  }

  long word() {
    return (long) PUBLISHED.getAcquire(this);
  }

  static int offset(long word) {
    return (int) ((word & ~CLOSED) >>> OFFSET_SHIFT);
  }

  static int messages(long word) {
    return (int) word;
  }

  static boolean isClosed(long word) {
    return word < 0;
  }

  @Nullable Chunk next() {
    return (Chunk) NEXT.getAcquire(this);
  }

  void link(@Nullable Chunk following) {
    NEXT.setRelease(this, following);
  }

  void reset() {
    continued = false;
    PUBLISHED.setRelease(this, 0L);
    NEXT.setRelease(this, null);
  }
}
