// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.format;

import io.nightjar.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads messages, a line each, from a stream of bytes. The last line needs no line feed. */
public final class MessageReader {
  private static final int BUFFER = 1 << 16;

  private final LineFormat format;
  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int from;
  private int to;
  private long number;

  /** Makes a reader. */
  public MessageReader(LineFormat format, InputStream in) {
    this.format = format;
    this.in = in;
  }

  /**
   * The next message, or null at the end of the stream.
   *
   * @throws FormatException if the line is no message; the text names the line
   */
  public @Nullable Message next() throws IOException, FormatException {
    byte[] bytes = nextLine();
    while (bytes != null && format.skipsEmptyLines() && isBlank(bytes)) {
      bytes = nextLine();
    }
    if (bytes == null) {
      return null;
    }
    try {
      return format.parse(bytes);
    } catch (FormatException e) {
      throw new FormatException("line " + number + " of standard input: " + e.getMessage());
    }
  }

  /** Whether the next message is in memory: {@link #next} does not wait for it. */
  public boolean isNextAtHand() {
    for (int i = from; i < to; i++) {
      if (buffer[i] == '\n') {
        return true;
      }
    }
    return false;
  }

  private static boolean isBlank(byte[] bytes) {
    for (byte b : bytes) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  private byte @Nullable [] nextLine() throws IOException {
    line.reset();
    while (true) {
      for (int i = from; i < to; i++) {
        if (buffer[i] == '\n') {
          line.write(buffer, from, i - from);
          from = i + 1;
          number++;
          return line.toByteArray();
        }
      }
      line.write(buffer, from, to - from);
      from = 0;
      to = Math.max(0, in.read(buffer, 0, buffer.length));
      if (to == 0) {
        number++;
        return line.size() == 0 ? null : line.toByteArray();
      }
    }
  }
}
