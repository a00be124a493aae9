// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import java.nio.ByteBuffer;

/**
 * Translates between the framing of ZMTP 1.0 (RFC 13) and that of ZMTP 3, one stream in each
 * direction. The directions share nothing: each may have its own thread.
 *
 * <p>A 1.0 frame is a length byte (1 to 254) or FF and 8 bytes of length, then flags and body,
 * which the length counts both.
 *
 * <p>Each call moves as much as the two buffers allow and returns. A header moves in one piece:
 * what is left of {@code in} may be part of one and has to be offered again, and {@code out} needs
 * room for {@link #MAX_HEADER} bytes to be sure of progress.
 */
public final class V1Codec {
  /** The largest header of either framing. */
  public static final int MAX_HEADER = 10;

  private static final int LONG_LENGTH = 0xFF;
  private static final int SHORT_HEADER = 2;

  private final long maxFrameSize;
  private long encoding;
  private long skipping;
  private long decoding;

  /**
   * Starts both directions.
   *
   * @param maxFrameSize the longest body accepted from the peer; below 0: any
   */
  public V1Codec(long maxFrameSize) {
    this.maxFrameSize = maxFrameSize < 0 ? Long.MAX_VALUE : maxFrameSize;
  }

  /**
   * Translates our frames for the peer. Commands, which ZMTP 1.0 does not have, are left out.
   *
   * @param in frames of ZMTP 3, from us and so taken to be valid
   */
  public void encode(ByteBuffer in, ByteBuffer out) {
    do {
      encoding -= move(in, out, encoding);
      skipping -= skip(in, skipping);
    } while (encoding == 0 && skipping == 0 && encodeHeader(in, out));
  }

  private boolean encodeHeader(ByteBuffer in, ByteBuffer out) {
    int size = Frames.headerSizeAt(in, in.position(), in.limit());
    if (size == 0 || out.remaining() < MAX_HEADER) {
      return false;
    }
    int flags = Frames.flagsAt(in, in.position());
    long length = Frames.bodyLengthAt(in, in.position());
    in.position(in.position() + size);
    if ((flags & Frames.COMMAND) != 0) {
      skipping = length;
      return true;
    }
    if (length + 1 < LONG_LENGTH) {
      out.put((byte) (length + 1));
    } else {
      out.put((byte) LONG_LENGTH).putLong(length + 1);
    }
    out.put((byte) (flags & Frames.MORE));
    encoding = length;
    return true;
  }

  /**
   * Translates the peer's frames for us.
   *
   * @param in frames of ZMTP 1.0
   * @throws ProtocolException if a length is invalid or above the limit
   */
  public void decode(ByteBuffer in, ByteBuffer out) throws ProtocolException {
    do {
      decoding -= move(in, out, decoding);
    } while (decoding == 0 && decodeHeader(in, out));
  }

  private boolean decodeHeader(ByteBuffer in, ByteBuffer out) throws ProtocolException {
    int start = in.position();
    if (in.remaining() < SHORT_HEADER || out.remaining() < Frames.MAX_HEADER) {
      return false;
    }
    long length = in.get(start) & 0xFF;
    int size = SHORT_HEADER;
    if (length == LONG_LENGTH) {
      size = MAX_HEADER;
      if (in.remaining() < size) {
        return false;
      }
      length = in.getLong(start + 1);
    }
    long body = length - 1;
    if (length <= 0 || body > maxFrameSize) {
      throw invalidLength(length);
    }
    int flags = in.get(start + size - 1) & Frames.MORE;
    in.position(start + size);
    out.position(Frames.putHeader(out, out.position(), flags, body));
    decoding = body;
    return true;
  }

  private ProtocolException invalidLength(long length) {
    return new ProtocolException(
        ProtocolError.ZMTP_UNSPECIFIED,
        length > 0
            ? "a frame of " + (length - 1) + " bytes, more than the " + maxFrameSize + " accepted"
            : "a ZMTP 1.0 frame with the length 0x" + Long.toHexString(length));
  }

  private static int move(ByteBuffer in, ByteBuffer out, long most) {
    int count = (int) Math.min(most, Math.min(in.remaining(), out.remaining()));
    if (count > 0) {
      out.put(out.position(), in, in.position(), count);
      out.position(out.position() + count);
      in.position(in.position() + count);
    }
    return count;
  }

  private static int skip(ByteBuffer in, long most) {
    int count = (int) Math.min(most, in.remaining());
    in.position(in.position() + count);
    return count;
  }
}
