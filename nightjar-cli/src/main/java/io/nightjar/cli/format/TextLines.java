// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.format;

import io.nightjar.Message;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Frames separated by tabs, each with {@link Escapes}. A carriage return ends a line as well. */
public final class TextLines implements LineFormat {
  @Override
  public void append(Message message, ByteArrayOutputStream line) {
    for (int i = 0; i < message.size(); i++) {
      if (i > 0) {
        line.write('\t');
      }
      Escapes.append(message.bytes(i), line);
    }
  }

  @Override
  public Message parse(byte[] line) throws FormatException {
    int end = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
    List<byte[]> frames = new ArrayList<>(2);
    int from = 0;
    for (int at = 0; at <= end; at++) {
      if (at == end || line[at] == '\t') {
        frames.add(Escapes.read(line, from, at));
        from = at + 1;
      }
    }
    return Message.wrap(frames.toArray(new byte[0][]));
  }
}
