// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.format;

import io.nightjar.Message;
import java.io.ByteArrayOutputStream;

/** The bytes as they are: a line is one frame; the frames of a message are printed in a row. */
public final class RawLines implements LineFormat {
  @Override
  public void append(Message message, ByteArrayOutputStream line) {
    for (int i = 0; i < message.size(); i++) {
      line.writeBytes(message.bytes(i));
    }
  }

  @Override
  public Message parse(byte[] line) {
    return Message.wrap(line);
  }
}
