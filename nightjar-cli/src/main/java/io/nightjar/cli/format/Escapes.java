// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Bytes as text on one line, and back.
 *
 * <p>A tab is {@code \t}, a line feed {@code \n}, a backslash {@code \\}; other control characters
 * and bytes that are not UTF-8 are {@code \xNN}, a byte each. All else stands for itself. Reading
 * takes {@code \r} and {@code \0} too, and refuses any other escape.
 */
public final class Escapes {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int DELETE = 0x7f;

  private Escapes() {}

  /** Bytes as text for people and for the command line. */
  public static String show(byte[] bytes) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(bytes.length + 8);
    append(bytes, line);
    return line.toString(StandardCharsets.UTF_8);
  }

  /**
   * The bytes that a text stands for.
   *
   * @throws FormatException if it has an escape that does not exist
   */
  public static byte[] read(String text) throws FormatException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return read(bytes, 0, bytes.length);
  }

  static void append(byte[] bytes, ByteArrayOutputStream line) {
    int at = 0;
    while (at < bytes.length) {
      int plain = at;
      while (plain < bytes.length && isPlain(bytes[plain])) {
        plain++;
      }
      line.write(bytes, at, plain - at);
      at = plain;
      if (at < bytes.length) {
        at += appendOther(bytes, at, line);
      }
    }
  }

  private static boolean isPlain(byte b) {
    return b >= ' ' && b < DELETE && b != '\\';
  }

  private static int appendOther(byte[] bytes, int at, ByteArrayOutputStream line) {
    switch (bytes[at]) {
      case '\t' -> appendEscape('t', line);
      case '\n' -> appendEscape('n', line);
      case '\\' -> appendEscape('\\', line);
      default -> {
        int length = Utf8.lengthAt(bytes, at);
        if (length > 1 && !isControl(bytes, at)) {
          line.write(bytes, at, length);
          return length;
        }
        appendEscape('x', line);
        line.write(HEX[(bytes[at] >> 4) & 0xf]);
        line.write(HEX[bytes[at] & 0xf]);
      }
    }
    return 1;
  }

  /**
   * U+0080 to U+009F: a terminal may obey them. Their second bytes are no characters themselves.
   */
  private static boolean isControl(byte[] bytes, int at) {
    return (bytes[at] & 0xff) == 0xc2 && (bytes[at + 1] & 0xff) < 0xa0;
  }

  private static void appendEscape(char letter, ByteArrayOutputStream line) {
    line.write('\\');
    line.write(letter);
  }

  static byte[] read(byte[] line, int from, int to) throws FormatException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(to - from);
    int at = from;
    while (at < to) {
      if (line[at] != '\\') {
        bytes.write(line[at++]);
        continue;
      }
      int letter = at + 1 < to ? line[at + 1] : -1;
      at += 2;
      switch (letter) {
        case 't' -> bytes.write('\t');
        case 'n' -> bytes.write('\n');
        case 'r' -> bytes.write('\r');
        case '0' -> bytes.write(0);
        case '\\' -> bytes.write('\\');
        case 'x' -> {
          bytes.write(hexByte(line, at, to));
          at += 2;
        }
        default -> throw unknown(letter);
      }
    }
    return bytes.toByteArray();
  }

  private static int hexByte(byte[] line, int at, int to) throws FormatException {
    int high = at < to ? Character.digit(line[at], 16) : -1;
    int low = at + 1 < to ? Character.digit(line[at + 1], 16) : -1;
    if (high < 0 || low < 0) {
      throw new FormatException("\\x needs two hexadecimal digits, as in \\x0a");
    }
    return high << 4 | low;
  }

  private static FormatException unknown(int letter) {
    String what = letter < 0 ? "a backslash at the end" : "\\" + (char) letter + " is no escape";
    return new FormatException(what + ": write \\\\ for a backslash, or use --raw");
  }
}
