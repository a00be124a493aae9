// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.format;

import io.nightjar.Message;
import java.io.ByteArrayOutputStream;

/** A line is one value with {@link Escapes}; a tab is a part of it. Without a carriage return. */
public final class ValueLines implements LineFormat {
  @Override
  public void append(Message message, ByteArrayOutputStream line) {
    for (int i = 0; i < message.size(); i++) {
      Escapes.append(message.bytes(i), line);
    }
  }

  @Override
  public Message parse(byte[] line) throws FormatException {
    int end = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
    return Message.wrap(Escapes.read(line, 0, end));
  }
}
