// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import java.nio.ByteBuffer;

/**
 * Walks over the frame headers of bytes that were just read: finds the ends of frames and messages,
 * enforces limits, stops at commands. It never looks at a body and allocates nothing.
 *
 * <p>Between scans it remembers how many frames the open message has; everything else that it tells
 * is of the last scan. After an exception too, it tells what came before the fault. For one thread
 * at a time.
 */
public final class FrameScanner {
  /** How many frames a message may have where nobody says otherwise. */
  public static final int DEFAULT_MAX_FRAMES = 65_536;

  // The first two bytes of a header are looked at together: flags above, short length below.
  private static final int HEADER_MORE = Frames.MORE << 8;
  private static final int HEADER_LONG = Frames.LONG << 8;
  private static final int HEADER_COMMAND = Frames.COMMAND << 8;

  private final long maxFrameSize;
  private final int maxFrames;
  private int openFrames;

  private int messages;
  private int messageEnd;
  private int frameEnd;
  private int commandIndex;
  private int commandLength;
  private long needed;

  /** Accepts messages of up to {@link #DEFAULT_MAX_FRAMES} frames. */
  public FrameScanner(long maxFrameSize) {
    this(maxFrameSize, DEFAULT_MAX_FRAMES);
  }

  /**
   * Sets the limits.
   *
   * @param maxFrameSize the longest body accepted; below 0: any
   * @param maxFrames how many frames a message may have
   */
  public FrameScanner(long maxFrameSize, int maxFrames) {
    if (maxFrames < 1) {
      throw new IllegalArgumentException("maxFrames must be 1 or more, not " + maxFrames);
    }
    // So that a header can be added to any accepted length.
    long most = Long.MAX_VALUE - Frames.MAX_HEADER;
    this.maxFrameSize = maxFrameSize < 0 ? most : Math.min(maxFrameSize, most);
    this.maxFrames = maxFrames;
  }

  /**
   * Scans from the start of a frame, up to the limit or behind the first complete command,
   * whichever comes first.
   *
   * @return whether it stopped at a command; go on at {@link #frameEnd()}
   * @throws ProtocolException if a frame is too long or a message has too many; said as soon as the
   *     header is there
   */
  public boolean scan(ByteBuffer buffer, int from, int limit) throws ProtocolException {
    int index = from;
    int open = openFrames;
    int count = 0;
    int lastEnd = -1;
    long missing = 0;
    ProtocolException fault = null;
    boolean command = false;

    while (index < limit) {
      if (limit - index < Frames.SHORT_HEADER) {
        missing = Frames.SHORT_HEADER;
        break;
      }
      int header = buffer.getShort(index);
      int body = index + Frames.SHORT_HEADER;
      long length = header & 0xFF;
      if ((header & HEADER_LONG) != 0) {
        body = index + Frames.MAX_HEADER;
        if (body > limit) {
          missing = Frames.MAX_HEADER;
          break;
        }
        length = buffer.getLong(index + 1);
      }
      if (length < 0 || length > maxFrameSize) {
        fault = tooLong(length);
        break;
      }
      boolean more = (header & HEADER_MORE) != 0;
      if (more && open + 1 >= maxFrames && (header & HEADER_COMMAND) == 0) {
        fault = tooManyFrames();
        break;
      }
      if (length > limit - body) {
        missing = body - index + length;
        break;
      }
      index = body + (int) length;
      if ((header & HEADER_COMMAND) != 0) {
        commandIndex = body;
        commandLength = (int) length;
        command = true;
        break;
      }
      if (more) {
        open++;
      } else {
        open = 0;
        count++;
        lastEnd = index;
      }
    }

    openFrames = open;
    messages = count;
    messageEnd = lastEnd;
    frameEnd = index;
    needed = missing;
    if (fault != null) {
      throw fault;
    }
    return command;
  }

  private ProtocolException tooLong(long length) {
    return new ProtocolException(
        ProtocolError.ZMTP_UNSPECIFIED,
        length < 0
            ? "frame length 0x" + Long.toHexString(length) + " has its top bit set"
            : "a frame of " + length + " bytes, more than the " + maxFrameSize + " accepted");
  }

  private ProtocolException tooManyFrames() {
    return new ProtocolException(
        ProtocolError.ZMTP_UNSPECIFIED, "a message of more than " + maxFrames + " frames");
  }

  /** How many messages ended. */
  public int messages() {
    return messages;
  }

  /** The index behind the last message that ended; -1 if none did. */
  public int messageEnd() {
    return messageEnd;
  }

  /** The index behind the last complete frame, where the next scan has to start. */
  public int frameEnd() {
    return frameEnd;
  }

  /** Whether a message has begun and its last frame is not complete yet. */
  public boolean isInsideMessage() {
    return openFrames > 0;
  }

  /** Where the body of the command starts that the scan stopped at. */
  public int commandIndex() {
    return commandIndex;
  }

  /** The length of the body of the command that the scan stopped at. */
  public int commandLength() {
    return commandLength;
  }

  /**
   * How many bytes the incomplete frame at {@link #frameEnd()} takes, its header included; while
   * its header is incomplete, how many the header takes. 0 if there is none.
   */
  public long needed() {
    return needed;
  }
}
