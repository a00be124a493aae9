// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import java.nio.ByteBuffer;

/**
 * The ZMTP 3 frame (RFC 37): flags, length, body. The length has 1 byte, or 8 with the LONG flag.
 *
 * <p>Everything works at absolute indexes of big-endian buffers and allocates nothing. The flag
 * bits that have no name here are reserved and ignored on receipt.
 */
public final class Frames {
  /** Another frame of the same message follows. */
  public static final int MORE = 1;

  /** The length has 8 bytes. */
  public static final int LONG = 2;

  /** The body is a command, see {@link Commands}. */
  public static final int COMMAND = 4;

  /** The longest body with a length of 1 byte. */
  public static final int SHORT_MAX = 255;

  /** The size of a header with a length of 1 byte. */
  public static final int SHORT_HEADER = 2;

  /** The size of a header with a length of 8 bytes. */
  public static final int MAX_HEADER = 9;

  private Frames() {}

  /** How large the header for such a body is: 2 or 9. */
  public static int headerSize(long bodyLength) {
    return bodyLength <= SHORT_MAX ? SHORT_HEADER : MAX_HEADER;
  }

  /**
   * Writes a header and returns the index behind it, where the body belongs.
   *
   * @param flags {@link #MORE} and {@link #COMMAND}; {@link #LONG} follows from the length, or is
   *     given to have the long form in any case
   */
  public static int putHeader(ByteBuffer buffer, int index, int flags, long bodyLength) {
    if (bodyLength <= SHORT_MAX && (flags & LONG) == 0) {
      buffer.putShort(index, (short) (flags << 8 | (int) bodyLength));
      return index + SHORT_HEADER;
    }
    buffer.put(index, (byte) (flags | LONG));
    buffer.putLong(index + 1, bodyLength);
    return index + MAX_HEADER;
  }

  /** How large the header at an index is: 2 or 9, or 0 if it does not end before the limit. */
  public static int headerSizeAt(ByteBuffer buffer, int index, int limit) {
    int available = limit - index;
    if (available < SHORT_HEADER) {
      return 0;
    }
    if ((buffer.get(index) & LONG) == 0) {
      return SHORT_HEADER;
    }
    return available < MAX_HEADER ? 0 : MAX_HEADER;
  }

  /** The flags of the frame at an index, the reserved bits among them. */
  public static int flagsAt(ByteBuffer buffer, int index) {
    return buffer.get(index) & 0xFF;
  }

  /** The body length in a complete header, as it stands there: below 0, it is invalid. */
  public static long bodyLengthAt(ByteBuffer buffer, int index) {
    return (buffer.get(index) & LONG) == 0
        ? buffer.get(index + 1) & 0xFF
        : buffer.getLong(index + 1);
  }
}
