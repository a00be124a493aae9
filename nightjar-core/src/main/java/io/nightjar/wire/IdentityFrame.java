// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The frame with which a 1.0 or 2.0 peer begins (RFCs 13 and 15): its body is the identity, and may
 * be empty.
 */
final class IdentityFrame {
  private IdentityFrame() {}

  /** Our identity, framed for a versioned peer. */
  static ByteBuffer encode(ProtocolVersion version, byte[] identity) {
    int most = V1Codec.MAX_HEADER + identity.length;
    ByteBuffer frame = ByteBuffer.allocate(most);
    frame.position(Frames.putHeader(frame, 0, 0, identity.length));
    frame.put(identity).flip();
    if (version != ProtocolVersion.V1) {
      return frame;
    }
    ByteBuffer old = ByteBuffer.allocate(most);
    new V1Codec(-1).encode(frame, old);
    return old.flip();
  }

  /**
   * Reads the peer's identity; null if more bytes are needed. Of a 1.0 peer the reserved flags have
   * to be 0, so that HTTP and TLS are not taken for one.
   */
  static byte @Nullable [] read(ProtocolVersion version, HandshakeInput input, ByteBuffer in)
      throws ProtocolException {
    if (!input.fill(in, Frames.SHORT_HEADER)) {
      return null;
    }
    return version == ProtocolVersion.V1 ? readV1(input, in) : readV2(input, in);
  }

  private static byte @Nullable [] readV1(HandshakeInput input, ByteBuffer in)
      throws ProtocolException {
    boolean isLong = input.bytes().get(0) == (byte) 0xFF;
    int header = isLong ? V1Codec.MAX_HEADER : Frames.SHORT_HEADER;
    if (!input.fill(in, header)) {
      return null;
    }
    int flags = input.bytes().get(header - 1) & 0xFF;
    if ((flags & ~Frames.MORE) != 0) {
      throw new ProtocolException(
          ProtocolError.ZMTP_UNSPECIFIED,
          String.format(
              "the peer begins with the bytes 0x%02x 0x%02x: not ZMTP, is it a ZeroMQ socket?",
              input.bytes().get(0), input.bytes().get(1)));
    }
    long length = isLong ? input.bytes().getLong(1) : input.bytes().get(0) & 0xFF;
    return readBody(input, in, header, length - 1);
  }

  private static byte @Nullable [] readV2(HandshakeInput input, ByteBuffer in)
      throws ProtocolException {
    int header = input.headerSize();
    return input.fill(in, header)
        ? readBody(input, in, header, Frames.bodyLengthAt(input.bytes(), 0))
        : null;
  }

  private static byte @Nullable [] readBody(
      HandshakeInput input, ByteBuffer in, int header, long length) throws ProtocolException {
    if (length < 0 || length > HandshakeConfig.MAX_IDENTITY) {
      throw new ProtocolException(
          ProtocolError.ZMTP_UNSPECIFIED,
          "an identity of " + length + " bytes, not 0 to " + HandshakeConfig.MAX_IDENTITY);
    }
    if (!input.fill(in, header + (int) length)) {
      return null;
    }
    byte[] identity = new byte[(int) length];
    input.bytes().get(header, identity);
    return identity;
  }
}
