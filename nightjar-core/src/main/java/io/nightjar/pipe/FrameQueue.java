// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import io.nightjar.wire.Frames;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of messages in ZMTP 3 framing, from one producer to one consumer at a time.
 *
 * <p>The producer is whoever encodes messages (a socket's sender) or reads them from a channel
 * ({@link FrameIntake}); the consumer is whoever decodes them ({@link FrameReader}) or writes them
 * to a channel ({@link FrameOutlet}). Each role must be held by one thread at a time, which a lock
 * outside sees to; the two roles need no lock between them.
 *
 * <p>A message becomes visible as a whole, at its commit. A frame never straddles two chunks: one
 * that does not fit in what is left of a chunk begins the next, and one larger than a chunk has a
 * chunk of its own. The bound counts messages and is reopened in halves, as in libzmq.
 */
public final class FrameQueue extends ConsumerFields.Padded {
  private static final VarHandle ACKED;
  private static final VarHandle FIRST;
  private static final VarHandle PRODUCED;
  private static final VarHandle CONSUMED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      ACKED = lookup.findVarHandle(ConsumerFields.class, "acked", long.class);
      FIRST = lookup.findVarHandle(ConsumerFields.class, "first", Chunk.class);
      PRODUCED = lookup.findVarHandle(ProducerFields.class, "produced", long.class);
      CONSUMED = lookup.findVarHandle(ConsumerFields.class, "consumed", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ChunkPool pool;
  private volatile MemoryBudget budget;
  private final int shareFrom;
  private volatile int limit;

  /**
   * Makes an empty queue.
   *
   * @param budget pays for the memory
   * @param limit how many messages it holds; 0: any number
   * @param shareFrom immutable frames of at least this many bytes are referenced, not copied
   */
  public FrameQueue(ChunkPool pool, MemoryBudget budget, int limit, int shareFrom) {
    this.pool = pool;
    this.budget = budget;
    this.limit = limit;
    this.shareFrom = Math.min(shareFrom, Chunk.STANDARD - Frames.MAX_HEADER + 1);
  }

  /** Changes the bound; what is already queued stays. */
  public void limit(int messages) {
    limit = messages;
  }

  /** Changes who pays for the memory, also for that in use. Producer, and nobody consumes. */
  public void payer(MemoryBudget payer) {
    budget = payer;
    for (Chunk chunk = first(); chunk != null; chunk = chunk.next()) {
      chunk.discharge();
      chunk.chargeTo(payer);
    }
  }

  /** The bound; 0 is none. */
  public int limit() {
    return limit;
  }

  // ---- producer ----

  /** Whether another message fits. Producer. */
  public boolean hasRoom() {
    return fits(ackedSeen) || lookForRoom();
  }

  private boolean lookForRoom() {
    ackedSeen = (long) ACKED.getAcquire(this);
    // However small the budget is, one message fits in an empty queue, but not in all of many.
    return fits(ackedSeen) || (produced == consumed() && !budget.isOverdrawn());
  }

  /**
   * The same for those who cannot wait: who reads messages piece by piece, of which all might stand
   * still with half of one, and who replies. In an empty queue there is room for one. Producer.
   */
  public boolean hasRoomForOne() {
    return hasRoom() || produced == consumed();
  }

  private boolean fits(long acknowledged) {
    int bound = limit;
    return (bound == 0 || produced() - acknowledged < bound) && !budget.isUsedUp();
  }

  /** How many more messages fit, as far as the producer knows without looking. Producer. */
  public long knownRoom() {
    int bound = limit;
    return bound == 0 ? Long.MAX_VALUE : bound - (produced - ackedSeen);
  }

  /** How far the last chunk is filled: falls when a new one is begun. Producer. */
  public int fillLevel() {
    return fill;
  }

  /** Appends a frame to the message being made; the bytes are copied. Producer. */
  public void put(byte[] source, int from, int length, boolean more) {
    int flags = more ? Frames.MORE : 0;
    int header = Frames.headerSize(length);
    if (header + length > ChunkPool.LARGEST) {
      byte[] copy = new byte[length];
      System.arraycopy(source, from, copy, 0, length);
      putLarge(copy, flags);
      return;
    }
    Chunk chunk = room(header + length);
    int at = Frames.putHeader(chunk.memory, fill, flags, length);
    copy(source, from, chunk.memory, at, length);
    fill = at + length;
    midMessage = more;
  }

  /** Appends a frame of the bytes of a buffer from an absolute index; they are copied. Producer. */
  public void put(ByteBuffer source, int from, int length, boolean more) {
    int flags = more ? Frames.MORE : 0;
    int header = Frames.headerSize(length);
    if (header + length > ChunkPool.LARGEST) {
      byte[] copy = new byte[length];
      source.get(from, copy);
      putLarge(copy, flags);
      return;
    }
    Chunk chunk = room(header + length);
    int at = Frames.putHeader(chunk.memory, fill, flags, length);
    chunk.memory.put(at, source, from, length);
    fill = at + length;
    midMessage = more;
  }

  /** Appends a frame whose array nobody changes any more; large ones are not copied. Producer. */
  public void putShared(byte[] body, boolean more) {
    if (body.length >= shareFrom) {
      putLarge(body, more ? Frames.MORE : 0);
    } else {
      put(body, 0, body.length, more);
    }
  }

  /** Appends a frame that keeps its array. Producer. */
  void putLarge(byte[] body, int flags) {
    append(ChunkPool.takeArray(body, flags, budget));
    fill = Frames.MAX_HEADER + body.length;
    midMessage = (flags & Frames.MORE) != 0;
  }

  private static void copy(byte[] source, int from, ByteBuffer target, int at, int length) {
    if (length <= Long.BYTES * 4) {
      // A bulk put costs more than these few moves.
      int i = 0;
      for (; i <= length - Long.BYTES; i += Long.BYTES) {
        target.putLong(at + i, (long) Bytes.LONGS.get(source, from + i));
      }
      for (; i < length; i++) {
        target.put(at + i, source[from + i]);
      }
    } else {
      target.put(at, source, from, length);
    }
  }

  /** The chunk to put this many bytes into, at {@code fill}. */
  private Chunk room(int bytes) {
    Chunk chunk = tail;
    if (chunk == null || chunk.isLarge() || chunk.capacity() - fill < bytes) {
      // A quiet connection makes do with a small chunk; what follows in it asks for more. One of
      // ten thousand that share a stream is quiet as well.
      wide |= expectsMany && chunk != null;
      chunk = takeChunk(chunk == null && !wide ? bytes : Math.max(bytes, Chunk.STANDARD));
      append(chunk);
    }
    return chunk;
  }

  /**
   * Whether many messages are expected: once a chunk did not do, the next ones are of standard size
   * from the first on. Producer.
   */
  public void expectMany(boolean on) {
    expectsMany = on;
    wide &= on;
  }

  /** How many bytes were ever put in, headers included. Producer. */
  public long producedBytes() {
    return closedBytes + fill;
  }

  /** Leaves the last chunk as it is and goes on in another one. */
  void append(Chunk chunk) {
    Chunk last = tail;
    chunk.continued = midMessage;
    if (last == null) {
      tail = chunk;
      FIRST.setRelease(this, chunk);
    } else {
      last.finalOffset = fill;
      last.finalMessages = tailMessages;
      last.link(chunk);
      if (pendingFirst != null || midMessage) {
        if (pendingFirst == null) {
          pendingFirst = last;
        }
      } else {
        last.publishClosed(fill, tailMessages);
      }
      tail = chunk;
    }
    closedBytes += fill;
    fill = 0;
    tailMessages = 0;
  }

  /** Makes the message visible to the consumer. Producer. */
  public void commit() {
    tailMessages++;
    PRODUCED.setOpaque(this, produced + 1);
    publish();
  }

  private void publish() {
    Chunk last = tail;
    if (last == null) {
      throw new IllegalStateException("commit without a frame");
    }
    last.publish(fill, tailMessages);
    if (pendingFirst != null) {
      publishPending(pendingFirst, last);
    }
  }

  /** Publishes the chunks of a message that spans several: the first one last. */
  private void publishPending(Chunk from, Chunk last) {
    Chunk chunk = from.next();
    while (chunk != null && chunk != last) {
      chunk.publishClosed(chunk.finalOffset, chunk.finalMessages);
      chunk = chunk.next();
    }
    from.publishClosed(from.finalOffset, from.finalMessages);
    pendingFirst = null;
  }

  // ---- producer from a channel ----

  @Nullable Chunk tail() {
    return tail;
  }

  /** Takes over complete frames that were read into the last chunk. */
  void accept(int end, boolean inMessage) {
    fill = end;
    midMessage = inMessage;
  }

  /** Takes over complete messages that were read into the last chunk, and makes them visible. */
  void commitRead(int end, int messages) {
    fill = end;
    midMessage = false;
    tailMessages += messages;
    PRODUCED.setOpaque(this, produced + messages);
    publish();
  }

  int fill() {
    return fill;
  }

  boolean midMessage() {
    return midMessage;
  }

  Chunk takeChunk(int capacity) {
    return pool.take(capacity, budget);
  }

  ChunkPool pool() {
    return pool;
  }

  /**
   * Takes back the frames that were put since the last commit, if any: their message will not be
   * completed. The consumer has seen nothing of it. Producer.
   */
  public void abandonIncomplete() {
    Chunk chunk = pendingFirst != null ? pendingFirst.next() : null;
    while (chunk != null) {
      Chunk following = chunk.next();
      if (following != null) {
        closedBytes -= chunk.finalOffset;
      }
      pool.give(chunk);
      chunk = following;
    }
    if (pendingFirst != null) {
      closedBytes -= pendingFirst.finalOffset;
      tail = pendingFirst;
      pendingFirst.link(null);
      pendingFirst = null;
    }
    Chunk last = tail;
    if (last != null) {
      long word = last.word();
      fill = Chunk.offset(word);
      tailMessages = Chunk.messages(word);
    }
    midMessage = false;
  }

  // ---- both roles ----

  /** Begins the last chunk anew if all of it was consumed. Needs both roles. */
  void restart(Chunk chunk) {
    chunk.publish(0, 0);
    chunk.continued = false;
    closedBytes += fill;
    fill = 0;
    tailMessages = 0;
  }

  /** Gives the only chunk back. Needs both roles, and that all of it was consumed. */
  void release() {
    Chunk chunk = tail;
    if (chunk != null) {
      tail = null;
      FIRST.setRelease(this, null);
      closedBytes += fill;
      fill = 0;
      tailMessages = 0;
      pool.give(chunk);
    }
  }

  /** After all chunks were given back: empty, for good. Needs both roles. */
  void forget() {
    tail = null;
    pendingFirst = null;
    closedBytes += fill;
    fill = 0;
    tailMessages = 0;
    midMessage = false;
    FIRST.setRelease(this, null);
  }

  // ---- consumer ----

  @Nullable Chunk first() {
    return (Chunk) FIRST.getAcquire(this);
  }

  /** The consumer moved to another chunk, which now is the first. */
  void first(Chunk chunk) {
    FIRST.setRelease(this, chunk);
  }

  /**
   * Tells how many messages were consumed since the queue was made.
   *
   * @return whether the producer was told now, so that it may have to be woken
   */
  boolean consumed(long total) {
    CONSUMED.setOpaque(this, total);
    if (total - ackedLocal >= (limit + 1L) / 2) {
      ackedLocal = total;
      ACKED.setRelease(this, total);
      return true;
    }
    return false;
  }

  /** Tells the producer of all that was consumed, without waiting for a half. */
  void acknowledge() {
    ackedLocal = consumed;
    ACKED.setRelease(this, consumed);
  }

  // ---- any thread ----

  /** Whether the consumer has told of room. Any thread; a snapshot. */
  boolean isReopened() {
    return fits((long) ACKED.getAcquire(this)) || (size() == 0 && !budget.isOverdrawn());
  }

  /** How many messages were ever put in. Any thread; exact for the producer. */
  public long produced() {
    return (long) PRODUCED.getOpaque(this);
  }

  /** How many messages were ever taken out. Any thread; exact for the consumer. */
  public long consumed() {
    return (long) CONSUMED.getOpaque(this);
  }

  /** How many messages are inside. Any thread; a snapshot. */
  public long size() {
    long out = consumed();
    return Math.max(0, produced() - out);
  }
}
