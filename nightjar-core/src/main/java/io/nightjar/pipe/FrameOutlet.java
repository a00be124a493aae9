// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import io.nightjar.wire.Frames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link FrameQueue} to a channel as it lies in memory. The consumer's side of the queue;
 * it outlives the connections of its queue, so that what was not written goes to the next one.
 */
public final class FrameOutlet {
  private static final int LARGE_STEP = 256 * 1024;

  /**
   * The most bytes of one write. A little more than 64 KiB leaves a crumb behind what fits into one
   * segment on the loopback, and for each segment the receiver is woken.
   */
  private static final int MOST_WRITE = 60 * 1024;

  private final FrameQueue queue;
  private @Nullable Chunk head;
  private int pos;
  private long before;
  private long bytesBefore;
  private long bytesWritten;
  private long writes;
  private final ByteBuffer largeHeader = ByteBuffer.allocate(Frames.MAX_HEADER);

  // How far the frames of the head chunk were counted; kept only while a write is incomplete.
  private int counted;
  private int countedMessages;
  private boolean countedInside;

  // The rest of a message that was partly written when those behind it were to be dropped: it is
  // out of the queue and goes first.
  private final Deque<ByteBuffer> rest = new ArrayDeque<>();
  private volatile boolean hasRest;

  /** Writes from a queue. */
  public FrameOutlet(FrameQueue queue) {
    this.queue = queue;
  }

  /** Bytes written since the outlet was made. */
  public long bytesWritten() {
    return bytesWritten;
  }

  /** Bytes taken from the queue since the outlet was made. */
  public long bytesTaken() {
    return bytesBefore + pos;
  }

  /** Calls to the channel's write since the outlet was made. */
  public long writes() {
    return writes;
  }

  /**
   * Writes everything published until the channel takes no more. When this returns true, what was
   * written ends with a whole message.
   *
   * @return whether all was written
   */
  public boolean writeTo(WritableByteChannel channel) throws IOException {
    if (hasRest && !writeRest(channel)) {
      return false;
    }
    Chunk chunk = head;
    if (chunk == null) {
      chunk = queue.first();
      if (chunk == null) {
        return true;
      }
      enter(chunk);
    }
    while (true) {
      long word = chunk.word();
      int offset = Chunk.offset(word);
      while (pos < offset) {
        int count = chunk.isLarge() ? writeLarge(channel, chunk) : write(channel, chunk, offset);
        writes++;
        if (count <= 0) {
          countWhole(chunk);
          return false;
        }
        pos += count;
        bytesWritten += count;
      }
      counted = offset;
      countedMessages = Chunk.messages(word);
      countedInside = false;
      Chunk following = Chunk.isClosed(word) ? chunk.next() : null;
      if (following == null) {
        queue.consumed(before + countedMessages);
        queue.acknowledge();
        return true;
      }
      queue.consumed(before + countedMessages);
      leave(chunk, Chunk.messages(word), following);
      chunk = following;
    }
  }

  private boolean writeRest(WritableByteChannel channel) throws IOException {
    for (ByteBuffer part = rest.peek(); part != null; part = rest.peek()) {
      while (part.hasRemaining()) {
        int count = channel.write(part);
        writes++;
        if (count <= 0) {
          return false;
        }
        bytesWritten += count;
      }
      rest.remove();
    }
    hasRest = false;
    return true;
  }

  private void enter(Chunk chunk) {
    head = chunk;
    pos = 0;
    counted = 0;
    countedMessages = 0;
    countedInside = chunk.continued;
  }

  private void leave(Chunk chunk, int messages, Chunk following) {
    before += messages;
    bytesBefore += pos;
    queue.first(following);
    queue.pool().give(chunk);
    enter(following);
  }

  private int write(WritableByteChannel channel, Chunk chunk, int offset) throws IOException {
    int left = offset - pos;
    int parts = (left + MOST_WRITE - 1) / MOST_WRITE; // of one length, so that none is a crumb
    ByteBuffer view = chunk.view;
    view.limit(pos + (left + parts - 1) / parts).position(pos);
    return channel.write(view);
  }

  private int writeLarge(WritableByteChannel channel, Chunk chunk) throws IOException {
    if (pos < Frames.MAX_HEADER) {
      largeHeader.clear();
      Frames.putHeader(largeHeader, 0, chunk.bodyFlags | Frames.LONG, chunk.capacity());
      largeHeader.position(pos);
      return channel.write(largeHeader);
    }
    int from = pos - Frames.MAX_HEADER;
    ByteBuffer view = chunk.view;
    view.limit(Math.min(chunk.capacity(), from + LARGE_STEP)).position(from);
    return channel.write(view);
  }

  /** Tells the producer of the messages that are wholly written, by walking over their headers. */
  private void countWhole(Chunk chunk) {
    while (counted < pos) {
      int end;
      int flags;
      if (chunk.isLarge()) {
        end = Frames.MAX_HEADER + chunk.capacity();
        flags = chunk.bodyFlags;
      } else {
        end = frameEnd(chunk.memory, counted);
        flags = chunk.memory.get(counted);
      }
      if (end > pos) {
        break;
      }
      counted = end;
      countedInside = (flags & Frames.MORE) != 0;
      if (!countedInside) {
        countedMessages++;
      }
    }
    queue.consumed(before + countedMessages);
  }

  private static int frameEnd(ByteBuffer memory, int at) {
    return (memory.get(at) & Frames.LONG) == 0
        ? at + 2 + (memory.get(at + 1) & 0xff)
        : at + Frames.MAX_HEADER + (int) memory.getLong(at + 1);
  }

  /** Whether a message was partly written that is in the queue no more. Any thread. */
  public boolean hasRest() {
    return hasRest;
  }

  /** Whether the last write ended inside a message. */
  public boolean isInsideMessage() {
    return hasRest || isInside();
  }

  private boolean isInside() {
    Chunk chunk = head;
    return chunk != null && (pos != counted || countedInside);
  }

  /**
   * Skips the rest of a message that was partly written: its connection is gone, and half of it
   * must not go to the next one.
   *
   * @return how many messages were lost so: 0 or 1
   */
  public int skipPartial() {
    if (hasRest) {
      rest.clear();
      hasRest = false;
      return 1;
    }
    Chunk chunk = head;
    if (chunk == null) {
      return 0;
    }
    countWhole(chunk);
    if (pos == counted && !countedInside) {
      return 0;
    }
    skipMessage(chunk, false);
    return 1;
  }

  /**
   * Makes room: takes the oldest message out of the queue. If it is partly written, its rest is
   * kept aside to be written first, else it is dropped.
   *
   * @return how many messages were dropped, 0 or 1; -1 if there was none in the queue
   */
  public int dropOldest() {
    Chunk chunk = head;
    if (chunk == null) {
      chunk = queue.first();
      if (chunk == null) {
        return -1;
      }
      enter(chunk);
    }
    countWhole(chunk);
    if (queue.size() == 0) {
      return -1;
    }
    boolean inside = isInside();
    skipMessage(chunk, inside);
    return inside ? 0 : 1;
  }

  /** Goes behind the message that the outlet stands in or before. */
  private void skipMessage(Chunk from, boolean keep) {
    Chunk chunk = from;
    while (true) {
      int offset = Chunk.offset(chunk.word());
      while (counted < offset) {
        int end =
            chunk.isLarge()
                ? Frames.MAX_HEADER + chunk.capacity()
                : frameEnd(chunk.memory, counted);
        int flags = chunk.isLarge() ? chunk.bodyFlags : chunk.memory.get(counted);
        if (keep) {
          keep(chunk, end);
        }
        counted = end;
        pos = end;
        if ((flags & Frames.MORE) == 0) {
          countedInside = false;
          countedMessages++;
          queue.consumed(before + countedMessages);
          queue.acknowledge();
          return;
        }
        countedInside = true;
      }
      Chunk following = chunk.next();
      if (following == null) {
        throw new IllegalStateException("a message ends without its last frame");
      }
      leave(chunk, countedMessages, following);
      chunk = following;
    }
  }

  /** Keeps what was not written of a frame aside. */
  private void keep(Chunk chunk, int end) {
    byte[] body = chunk.body;
    if (body == null) {
      ByteBuffer part = ByteBuffer.allocate(end - pos);
      part.put(0, chunk.memory, pos, end - pos);
      rest.add(part);
    } else {
      if (pos < Frames.MAX_HEADER) {
        ByteBuffer header = ByteBuffer.allocate(Frames.MAX_HEADER);
        Frames.putHeader(header, 0, chunk.bodyFlags | Frames.LONG, chunk.capacity());
        rest.add(header.position(pos));
      }
      // In steps, as a heap array is copied to the channel whole.
      for (int at = Math.max(0, pos - Frames.MAX_HEADER); at < body.length; at += LARGE_STEP) {
        rest.add(ByteBuffer.wrap(body, at, Math.min(LARGE_STEP, body.length - at)));
      }
    }
    hasRest = true;
  }

  /**
   * Gives the memory back, or begins it anew, if everything was written. Needs the producer's role
   * too.
   *
   * @param keep whether more messages are expected at once
   */
  public void tidy(boolean keep) {
    Chunk chunk = head;
    if (chunk == null || chunk != queue.tail()) {
      return;
    }
    int messages = Chunk.messages(chunk.word());
    if (pos != Chunk.offset(chunk.word()) || queue.midMessage()) {
      return;
    }
    before += messages;
    bytesBefore += pos;
    if (keep && !chunk.isLarge()) {
      queue.restart(chunk);
      enter(chunk);
    } else {
      queue.release();
      head = null;
      pos = 0;
    }
  }

  /** Drops all messages and gives all memory back. Needs both roles, for good. */
  public void discardAll() {
    Chunk chunk = head != null ? head : queue.first();
    while (chunk != null) {
      Chunk following = chunk.next();
      queue.pool().give(chunk);
      chunk = following;
    }
    head = null;
    rest.clear();
    hasRest = false;
    queue.forget();
    queue.consumed(queue.produced());
  }
}
