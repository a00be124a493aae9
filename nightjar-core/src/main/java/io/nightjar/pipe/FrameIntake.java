// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import io.nightjar.wire.Frames;
import io.nightjar.wire.ProtocolError;
import io.nightjar.wire.ProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads a channel into a {@link FrameQueue}: whole chunks at a time, scanning the frame headers for
 * limits, commands and the ends of messages. The bodies stay where the channel put them.
 *
 * <p>The producer's side of the queue, for one connection. Memory follows what has arrived, never
 * what a header announces.
 */
public final class FrameIntake {
  /** Takes the commands between the frames, on the reading thread, while they are being scanned. */
  @FunctionalInterface
  public interface CommandHandler {
    /** Handles the command whose body, name and data, lies at this index. */
    void command(ByteBuffer memory, int index, int length) throws ProtocolException;
  }

  private static final int MAX_FRAMES = 1 << 20;
  private static final int LEAST_READ = 4 * 1024;
  private static final int LARGE_STEP = 256 * 1024;
  private static final int LARGE_START = 64 * 1024;
  private static final long GROWTH = 4;
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 64;

  private final FrameQueue queue;
  private final CommandHandler commands;
  private final long maxFrame;
  private final IntFunction<byte[]> arrays;
  private int scanned;
  private int filled;
  private int framesInMessage;
  private long messagesRead;

  // The largest frame, with its header, that ever came whole: the peer means what it announces.
  private long proven;

  // The size of the last whole frame with its header: the next one may be like it.
  private long last;

  // A frame too large for any block, while it arrives.
  private byte @Nullable [] large;
  private int largeFlags;
  private int largeLength;
  private int largeFilled;

  /**
   * Reads into a queue.
   *
   * @param maxFrame the longest frame body accepted; below 0: any
   */
  public FrameIntake(FrameQueue queue, CommandHandler commands, long maxFrame) {
    this(queue, commands, maxFrame, byte[]::new);
  }

  /** The same with a source of arrays for large frames. */
  FrameIntake(
      FrameQueue queue, CommandHandler commands, long maxFrame, IntFunction<byte[]> arrays) {
    this.queue = queue;
    this.commands = commands;
    this.arrays = arrays;
    this.maxFrame = maxFrame < 0 ? MAX_ARRAY : Math.min(maxFrame, MAX_ARRAY);
    // Behind what an earlier connection left for the reader.
    this.scanned = queue.fill();
    this.filled = scanned;
  }

  /** How many whole messages were read since the intake was made. */
  public long messagesRead() {
    return messagesRead;
  }

  /**
   * Reads what the channel has, but not more than fits in a chunk.
   *
   * @param consumer the queue's reader if the calling thread holds that role too, so that memory
   *     can be used again at once; else null
   * @return the number of bytes read; 0 if there are none now, -1 at the end of the channel
   * @throws ProtocolException if the peer broke the rules of framing or a limit
   */
  public int read(ReadableByteChannel channel, @Nullable FrameReader consumer)
      throws IOException, ProtocolException {
    if (large != null) {
      return readLarge(channel, large);
    }
    Chunk chunk = space(consumer, Chunk.STANDARD);
    ByteBuffer view = chunk.view;
    view.limit(chunk.capacity()).position(filled);
    if (!view.isDirect() && view.remaining() > LARGE_STEP) {
      view.limit(filled + LARGE_STEP); // the JDK reads into as much memory of its own first
    }
    int count = read(channel, view);
    if (count > 0) {
      filled += count;
      scan(chunk);
    } else if (consumer != null) {
      releaseIfEmpty(consumer);
    }
    return count;
  }

  private static int read(ReadableByteChannel channel, ByteBuffer target)
      throws IOException, ProtocolException {
    try {
      return channel.read(target);
    } catch (OutOfMemoryError e) {
      throw noMemory("to read from the channel");
    }
  }

  /** Whether it has no memory, so that {@link #readInto} saves some. */
  public boolean isBare() {
    return large == null && queue.tail() == null && last <= Chunk.STANDARD;
  }

  /**
   * Reads what the channel has by way of another buffer, and takes as much memory as that needs:
   * for one of many connections, whose few messages may wait for long.
   */
  public int readInto(ByteBuffer scratch, ReadableByteChannel channel)
      throws IOException, ProtocolException {
    int count = channel.read(scratch);
    if (count > 0) {
      take(scratch.flip());
    }
    return count;
  }

  /** Whether it holds nothing of an incomplete frame or message. */
  public boolean isBetweenMessages() {
    return large == null && filled == scanned && !queue.midMessage();
  }

  /** Takes bytes that arrived with the handshake, as if they had been read. */
  public void take(ByteBuffer bytes) throws ProtocolException {
    while (bytes.hasRemaining()) {
      if (large != null) {
        fillLarge(large, bytes);
        continue;
      }
      Chunk chunk = space(null, bytes.remaining());
      int count = Math.min(bytes.remaining(), chunk.capacity() - filled);
      chunk.memory.put(filled, bytes, bytes.position(), count);
      bytes.position(bytes.position() + count);
      filled += count;
      scan(chunk);
    }
  }

  /**
   * The chunk to read into, with room after {@code filled}.
   *
   * @param first how large to make the first one
   */
  private Chunk space(@Nullable FrameReader consumer, int first) throws ProtocolException {
    Chunk chunk = queue.tail();
    if (chunk != null && consumer != null && scanned > 0 && !queue.midMessage()) {
      restart(chunk, consumer);
    }
    int wanted = Math.min(first, Chunk.STANDARD);
    if (chunk == null && last > Chunk.STANDARD) {
      return roll(null, (int) Math.min(last, ChunkPool.LARGEST)); // another one like that
    }
    return chunk == null || !hasSpace(chunk, wanted) ? roll(chunk, wanted) : chunk;
  }

  /** Whether it is worth while to go on reading into this chunk. */
  private boolean hasSpace(Chunk chunk, int wanted) {
    int capacity = chunk.capacity();
    int free = capacity - filled;
    if (chunk.isLarge()
        || free == 0
        // A frame that begins the chunk and fits in would fill another one as much.
        || (scanned > 0 && free < Math.min(LEAST_READ, capacity / 4))
        || (filled == 0 && capacity < wanted)) {
      return false;
    }
    long needed = needed(chunk);
    return capacity - scanned >= needed || (needed > Chunk.STANDARD && needed > proven);
  }

  /** Begins the chunk anew if all its messages were consumed. */
  private void restart(Chunk chunk, FrameReader consumer) {
    if (consumer.isReady() || chunk.isLarge()) {
      return;
    }
    int partial = filled - scanned;
    if (partial > 0) {
      chunk.view.limit(filled).position(scanned);
      chunk.memory.put(0, chunk.view, scanned, partial);
    }
    queue.restart(chunk);
    consumer.restarted();
    filled = partial;
    scanned = 0;
  }

  /** Goes on in a new chunk, with what there is of an incomplete frame. */
  private Chunk roll(@Nullable Chunk old, int first) throws ProtocolException {
    int partial = old == null || old.isLarge() ? 0 : filled - scanned;
    long needed = old == null || partial == 0 ? 0 : needed(old);
    int size = old == null ? first : Chunk.STANDARD;
    if (needed > Chunk.STANDARD) {
      long growth = needed <= proven ? needed : Math.min(needed, partial * GROWTH);
      size = (int) Math.min(Math.max(Chunk.STANDARD, growth), ChunkPool.LARGEST);
    }
    Chunk chunk;
    try {
      chunk = queue.takeChunk(size);
    } catch (OutOfMemoryError e) {
      throw noMemory("for what the peer sends");
    }
    if (old != null && partial > 0) {
      chunk.memory.put(0, old.memory, scanned, partial);
    }
    queue.append(chunk);
    filled = partial;
    scanned = 0;
    return chunk;
  }

  /** Gives the memory back if nothing is in it. Needs both roles. */
  public void releaseIfEmpty(FrameReader consumer) {
    if (isBetweenMessages() && !consumer.isReady()) {
      queue.release();
      consumer.released();
      filled = 0;
      scanned = 0;
    }
  }

  /** How many bytes the incomplete frame at the end takes in all, as far as that is known. */
  private long needed(Chunk chunk) {
    int partial = filled - scanned;
    if (partial < 2) {
      return Frames.MAX_HEADER;
    }
    ByteBuffer memory = chunk.memory;
    if ((memory.get(scanned) & Frames.LONG) == 0) {
      return 2L + (memory.get(scanned + 1) & 0xff);
    }
    return partial < Frames.MAX_HEADER
        ? Frames.MAX_HEADER
        : Frames.MAX_HEADER + memory.getLong(scanned + 1);
  }

  private void scan(Chunk chunk) throws ProtocolException {
    ByteBuffer memory = chunk.memory;
    int limit = filled;
    int at = scanned;
    int messages = 0;
    int messageEnd = 0;
    int commandsFrom = -1;
    long frame = last;
    boolean more = queue.midMessage();
    ProtocolException fault = null;
    while (limit - at >= 2) {
      int flags = memory.get(at);
      int body;
      long length;
      if ((flags & Frames.LONG) == 0) {
        length = memory.get(at + 1) & 0xff;
        body = at + 2;
      } else {
        if (limit - at < Frames.MAX_HEADER) {
          break;
        }
        length = memory.getLong(at + 1);
        body = at + Frames.MAX_HEADER;
        if (length > Chunk.STANDARD && length <= limit - body) {
          proven = Math.max(proven, length + Frames.MAX_HEADER);
        }
      }
      if (length < 0 || length > maxFrame) {
        fault = badLength(length);
        break;
      }
      if (length > limit - body) {
        break;
      }
      if ((flags & Frames.COMMAND) != 0) {
        try {
          commands.command(memory, body, (int) length);
        } catch (ProtocolException e) {
          fault = e;
          break;
        }
        if (commandsFrom < 0) {
          commandsFrom = at;
        }
        frame = 0; // a peer that only sends heartbeats now
        at = body + (int) length;
        continue;
      }
      commandsFrom = -1;
      frame = body + length - at;
      at = body + (int) length;
      more = (flags & Frames.MORE) != 0;
      if (more && ++framesInMessage > MAX_FRAMES) {
        fault = tooManyFrames();
        break;
      } else if (!more) {
        framesInMessage = 0;
        messages++;
        messageEnd = at;
      }
    }
    if (commandsFrom >= 0) {
      // Nothing but commands since the last message: take them out, or a peer that only sends
      // heartbeats would fill memory.
      memory.put(commandsFrom, memory, at, limit - at);
      filled = commandsFrom + limit - at;
      at = commandsFrom;
    }
    scanned = at;
    last = frame;
    if (messages > 0) {
      queue.commitRead(messageEnd, messages);
      messagesRead += messages;
    }
    if (more) {
      queue.accept(at, true);
    }
    if (fault != null) {
      // What came whole before the fault is delivered all the same, as libzmq does.
      throw fault;
    }
    beginLarge(chunk);
  }

  private static ProtocolException tooManyFrames() {
    return new ProtocolException(
        ProtocolError.ZMTP_UNSPECIFIED, "a message of more than " + MAX_FRAMES + " frames");
  }

  private ProtocolException badLength(long length) {
    return new ProtocolException(
        ProtocolError.ZMTP_UNSPECIFIED,
        length < 0
            ? "a frame length with the top bit set: " + Long.toHexString(length)
            : "a frame of " + length + " bytes, more than the " + maxFrame + " allowed");
  }

  // ---- frames too large for any block ----

  private void beginLarge(Chunk chunk) throws ProtocolException {
    int partial = filled - scanned;
    long needed = needed(chunk);
    if (partial < Frames.MAX_HEADER || needed <= Chunk.STANDARD) {
      return;
    }
    int flags = chunk.memory.get(scanned);
    if ((flags & Frames.COMMAND) != 0) {
      throw new ProtocolException(
          ProtocolError.ZMTP_MALFORMED_COMMAND_UNSPECIFIED,
          "a command of " + (needed - Frames.MAX_HEADER) + " bytes");
    }
    if (needed <= ChunkPool.LARGEST) {
      return;
    }
    largeFlags = flags & Frames.MORE;
    largeLength = (int) (needed - Frames.MAX_HEADER);
    largeFilled = partial - Frames.MAX_HEADER;
    int start = largeLength < proven ? largeLength : Math.max(LARGE_START, largeFilled);
    byte[] body = array(Math.min(largeLength, start));
    chunk.memory.get(scanned + Frames.MAX_HEADER, body, 0, largeFilled);
    filled = scanned;
    large = body;
  }

  private int readLarge(ReadableByteChannel channel, byte[] body)
      throws IOException, ProtocolException {
    byte[] roomy = roomy(body);
    int step = Math.min(LARGE_STEP, roomy.length - largeFilled);
    int count = read(channel, ByteBuffer.wrap(roomy, largeFilled, step));
    if (count > 0) {
      largeFilled += count;
      endLarge();
    }
    return count;
  }

  /** The array, grown if it is full: it may be a few times as large as what has arrived. */
  private byte[] roomy(byte[] body) throws ProtocolException {
    if (largeFilled < body.length) {
      return body;
    }
    byte[] roomy = array((int) Math.min(largeLength, body.length * GROWTH));
    System.arraycopy(body, 0, roomy, 0, largeFilled);
    large = roomy;
    return roomy;
  }

  private byte[] array(int size) throws ProtocolException {
    try {
      return arrays.apply(size);
    } catch (OutOfMemoryError e) {
      // What has come of it is most of what is missing.
      large = null;
      throw noMemory("for a frame of " + largeLength + " bytes, see MAXMSGSIZE");
    }
  }

  /** For want of memory a connection ends, and not the thread that happens to read. */
  private static ProtocolException noMemory(String what) {
    return new ProtocolException(ProtocolError.ZMTP_UNSPECIFIED, "no memory " + what);
  }

  private void fillLarge(byte[] body, ByteBuffer bytes) throws ProtocolException {
    byte[] roomy = roomy(body);
    int count = Math.min(bytes.remaining(), roomy.length - largeFilled);
    bytes.get(roomy, largeFilled, count);
    largeFilled += count;
    endLarge();
  }

  private void endLarge() throws ProtocolException {
    byte[] body = large;
    if (body == null || largeFilled < largeLength) {
      return;
    }
    large = null;
    proven = Math.max(proven, (long) largeLength + Frames.MAX_HEADER);
    queue.putLarge(body, largeFlags);
    scanned = queue.fill();
    filled = scanned;
    if ((largeFlags & Frames.MORE) != 0) {
      if (++framesInMessage > MAX_FRAMES) {
        throw tooManyFrames();
      }
    } else {
      framesInMessage = 0;
      queue.commit();
      messagesRead++;
    }
  }

  /** Drops what has arrived of an incomplete message; the connection is gone. */
  public void abandon() {
    large = null;
    queue.abandonIncomplete();
    scanned = queue.fill();
    filled = scanned;
  }
}
