// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Bytes for scripts of what crosses the wire, written without the code under test. */
final class Scripts {
  private Scripts() {}

  /** Hexadecimal digits, with spaces where it helps. */
  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  static byte[] ascii(String text) {
    return text.getBytes(ISO_8859_1);
  }

  static byte[] zeros(int count) {
    return new byte[count];
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  /** A frame of ZMTP 3, short if it can be and the flags do not ask for the long form. */
  static byte[] frame(int flags, byte[] body) {
    if (body.length <= 255 && (flags & 2) == 0) {
      return join(new byte[] {(byte) flags, (byte) body.length}, body);
    }
    byte[] header = ByteBuffer.allocate(9).put((byte) (flags | 2)).putLong(body.length).array();
    return join(header, body);
  }

  /** A frame of ZMTP 1.0. */
  static byte[] v1Frame(int flags, byte[] body) {
    int length = body.length + 1;
    byte[] header =
        length < 255
            ? new byte[] {(byte) length, (byte) flags}
            : ByteBuffer.allocate(10).put((byte) 0xFF).putLong(length).put((byte) flags).array();
    return join(header, body);
  }

  static byte[] command(String name, byte[] data) {
    return frame(4, join(new byte[] {(byte) name.length()}, ascii(name), data));
  }

  static byte[] property(String name, byte[] value) {
    return join(
        new byte[] {(byte) name.length()},
        ascii(name),
        ByteBuffer.allocate(4).putInt(value.length).array(),
        value);
  }

  static byte[] greeting(int major, int minor, String mechanism) {
    return join(
        hex("FF 00 00 00 00 00 00 00 01 7F"),
        new byte[] {(byte) major, (byte) minor},
        ascii(mechanism),
        zeros(64 - 12 - mechanism.length()));
  }

  /** READY with nothing but a socket type. */
  static byte[] ready(String socketType) {
    return command("READY", property("Socket-Type", ascii(socketType)));
  }

  static byte[] toArray(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** Everything that a handshake has to write now. */
  static byte[] output(Handshake handshake) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer next;
    while ((next = handshake.output()) != null) {
      all.writeBytes(toArray(next));
    }
    return all.toByteArray();
  }

  /** A copy in direct memory, as channels are read into. */
  static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }
}
