// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The bytes of greetings, frames and commands (RFC 23, 37), made without any code of Nightjar, so
 * that a mistake there is not repeated here.
 */
public final class Zmtp {
  /** Flag of a frame: more frames of the message follow. */
  public static final int MORE = 1;

  /** Flag of a frame: its length has eight bytes. */
  public static final int LONG = 2;

  /** Flag of a frame: it is a command. */
  public static final int COMMAND = 4;

  static final int MAJOR_AT = 10;
  static final int GREETING_SIZE = 64;

  private static final int SHORT_MOST = 255;
  private static final String SIGNATURE_HEX = "ff00000000000000017f";

  private Zmtp() {}

  /** A frame, in the short form if it fits. */
  public static byte[] frame(int flags, byte[] body) {
    if ((flags & LONG) == 0 && body.length <= SHORT_MOST) {
      return join(new byte[] {(byte) flags, (byte) body.length}, body);
    }
    return join(
        ByteBuffer.allocate(9).put((byte) (flags | LONG)).putLong(body.length).array(), body);
  }

  /** The frames of a message. */
  public static byte[] message(byte[]... frames) {
    byte[] all = {};
    for (int i = 0; i < frames.length; i++) {
      all = join(all, frame(i < frames.length - 1 ? MORE : 0, frames[i]));
    }
    return all;
  }

  /** The frame of a command. */
  public static byte[] command(String name, byte[] data) {
    byte[] word = name.getBytes(US_ASCII);
    return frame(COMMAND, join(new byte[] {(byte) word.length}, word, data));
  }

  /** A property of READY. */
  public static byte[] property(String name, byte[] value) {
    byte[] word = name.getBytes(US_ASCII);
    byte[] length = ByteBuffer.allocate(4).putInt(value.length).array();
    return join(new byte[] {(byte) word.length}, word, length, value);
  }

  /** A greeting of 64 bytes. */
  public static byte[] greeting(int major, int minor, String mechanism) {
    byte[] all = Arrays.copyOf(HexFormat.of().parseHex(SIGNATURE_HEX), GREETING_SIZE);
    all[MAJOR_AT] = (byte) major;
    all[MAJOR_AT + 1] = (byte) minor;
    byte[] word = mechanism.getBytes(US_ASCII);
    System.arraycopy(word, 0, all, MAJOR_AT + 2, word.length);
    return all;
  }

  /** The ten bytes that begin a greeting. */
  public static byte[] signature() {
    return HexFormat.of().parseHex(SIGNATURE_HEX);
  }

  /** Byte arrays, one after the other. */
  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** The bytes of a text. */
  public static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
