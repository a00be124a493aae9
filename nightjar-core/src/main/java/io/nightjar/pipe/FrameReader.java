// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import io.nightjar.wire.Frames;
import java.nio.ByteBuffer;

/**
 * Takes messages out of a {@link FrameQueue}, frame by frame, where they lie. The consumer's side;
 * its caller sees to it that one thread uses it at a time.
 *
 * <p>Use: {@link #next()} goes to the first frame of the next message, {@link #nextFrame()} to each
 * further one, {@link #finish()} takes the message out. Until then {@link #rewind()} goes back to
 * its first frame.
 */
public final class FrameReader extends ReaderFields.Padded {
  private final FrameQueue queue;
  private final Distance distance = new Distance();

  /** Reads from a queue. */
  public FrameReader(FrameQueue queue) {
    this.queue = queue;
  }

  /** The queue read from. */
  public FrameQueue queue() {
    return queue;
  }

  /** Whether a whole message is here. Takes nothing out. */
  public boolean isReady() {
    Chunk current = chunk;
    if (current == null) {
      current = queue.first();
      if (current == null) {
        return false;
      }
      head = current;
      chunk = current;
      start = 0;
      pos = 0;
      end = 0;
    }
    while (pos == end) {
      if (distance.isTooClose()) {
        distance.widen();
      }
      long word = current.word();
      int offset = Chunk.offset(word);
      if (offset > pos) {
        distance.found(offset - pos);
        end = offset;
        return true;
      }
      Chunk following = Chunk.isClosed(word) ? current.next() : null;
      if (following == null) {
        distance.foundNothing();
        return false;
      }
      queue.first(following);
      queue.pool().give(current);
      current = following;
      head = following;
      chunk = following;
      start = 0;
      pos = 0;
      end = 0;
    }
    return true;
  }

  /** Goes to the first frame of the next message; false if no whole message is here. */
  public boolean next() {
    if (!isReady()) {
      return false;
    }
    load();
    return true;
  }

  /** Goes to the next frame of this message; false if the current one was the last. */
  public boolean nextFrame() {
    if ((flags & Frames.MORE) == 0) {
      return false;
    }
    pos = bodyAt + length;
    load();
    return true;
  }

  /** Reads the header at the position, over commands and into the next chunk where need be. */
  private void load() {
    while (true) {
      Chunk current = chunk;
      if (current == null) {
        throw new IllegalStateException("no message");
      }
      if (pos == end) {
        moveInside(current);
        continue;
      }
      if (current.isLarge()) {
        flags = current.bodyFlags;
        length = current.capacity();
        bodyAt = Frames.MAX_HEADER;
        return;
      }
      ByteBuffer memory = current.memory;
      int head = memory.get(pos);
      if ((head & Frames.LONG) == 0) {
        length = memory.get(pos + 1) & 0xff;
        bodyAt = pos + 2;
      } else {
        length = (int) memory.getLong(pos + 1);
        bodyAt = pos + Frames.MAX_HEADER;
      }
      flags = head;
      if ((head & Frames.COMMAND) == 0) {
        return;
      }
      pos = bodyAt + length;
    }
  }

  /** Goes on in the next chunk of a message that spans several; the old one stays for a rewind. */
  private void moveInside(Chunk current) {
    Chunk following = current.next();
    if (following == null) {
      throw new IllegalStateException("a message ends without its last frame");
    }
    chunk = following;
    pos = 0;
    end = Chunk.offset(following.word());
  }

  /** The number of bytes in the current frame. */
  public int length() {
    return length;
  }

  /** Whether more frames of this message follow. */
  public boolean hasMore() {
    return (flags & Frames.MORE) != 0;
  }

  /** The memory the current frame lies in; only absolute reads of its own range are allowed. */
  public ByteBuffer memory() {
    return current().memory;
  }

  /** Where in {@link #memory()} the current frame begins. */
  public int index() {
    return current().isLarge() ? 0 : bodyAt;
  }

  private Chunk current() {
    Chunk current = chunk;
    if (current == null) {
      throw new IllegalStateException("no message");
    }
    return current;
  }

  /** The byte at an index of the current frame. */
  public byte byteAt(int i) {
    return memory().get(index() + i);
  }

  /** The current frame as an array: its own if it is large, else a copy. */
  public byte[] toArray() {
    Chunk current = current();
    byte[] large = current.body;
    if (large != null) {
      return large;
    }
    byte[] copy = new byte[length];
    ByteBuffer memory = current.memory;
    if (length <= Long.BYTES * 4) {
      int at = bodyAt;
      int i = 0;
      for (; i <= length - Long.BYTES; i += Long.BYTES) {
        Bytes.LONGS.set(copy, i, memory.getLong(at + i));
      }
      for (; i < length; i++) {
        copy[i] = memory.get(at + i);
      }
    } else {
      memory.get(bodyAt, copy);
    }
    return copy;
  }

  /** Copies the current frame into a buffer at its position, which moves. */
  public void copyTo(ByteBuffer target) {
    int position = target.position();
    target.put(position, memory(), index(), length);
    target.position(position + length);
  }

  /** Goes back to the first frame of the message. */
  public void rewind() {
    chunk = head;
    pos = start;
    end = Chunk.offset(current().word());
    load();
  }

  /**
   * Takes the message out, from wherever in it the reader stands.
   *
   * @return whether the producer was told of it, so that it may have to be woken
   */
  public boolean finish() {
    while (nextFrame()) {
      // Skips what was not looked at.
    }
    pos = bodyAt + length;
    Chunk from = head;
    Chunk to = current();
    if (from != to) {
      queue.first(to);
      while (from != null && from != to) {
        Chunk following = from.next();
        queue.pool().give(from);
        from = following;
      }
      head = to;
    }
    start = pos;
    return queue.consumed(++consumed);
  }

  /** Takes out all messages but the last; returns how many those were. */
  public int keepLast() {
    int dropped = 0;
    while (next() && queue.produced() - consumed > 1) {
      finish();
      dropped++;
    }
    queue.acknowledge();
    return dropped;
  }

  /** Takes out the next message unread, and tells the producer; false if none is here. */
  public boolean drop() {
    if (!next()) {
      return false;
    }
    finish();
    queue.acknowledge();
    return true;
  }

  /** Whether all was taken out and more memory is left than a quiet connection should keep. */
  public boolean isSpent() {
    Chunk current = chunk;
    return current != null && current.capacity() > Chunk.STANDARD && !isReady();
  }

  /** Gives that memory back. Needs both roles. */
  public void releaseIfSpent() {
    if (isSpent() && !queue.midMessage() && queue.tail() == chunk) {
      queue.release();
      released();
    }
  }

  int position() {
    return pos;
  }

  /** After the producer's chunk began anew. Needs both roles. */
  void restarted() {
    start = 0;
    pos = 0;
    end = 0;
  }

  /** After the queue gave its only chunk back. Needs both roles. */
  void released() {
    head = null;
    chunk = null;
    restarted();
  }

  /** Gives back all memory. Nobody may use the queue afterwards. Needs both roles. */
  public void discardAll() {
    Chunk from = head != null ? head : queue.first();
    while (from != null) {
      Chunk following = from.next();
      queue.pool().give(from);
      from = following;
    }
    queue.forget();
    released();
  }
}
