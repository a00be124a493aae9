// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.format;

import io.nightjar.Message;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * One JSON object a line: {@code {"frames":["text",{"hex":"00ff"}]}}. A frame that is not UTF-8 is
 * written as hexadecimal; either form is read.
 */
public final class JsonLines implements LineFormat {
  @Override
  public void append(Message message, ByteArrayOutputStream line) {
    StringBuilder json = new StringBuilder("{\"frames\":[");
    for (int i = 0; i < message.size(); i++) {
      if (i > 0) {
        json.append(',');
      }
      byte[] frame = message.bytes(i);
      if (Utf8.isValid(frame)) {
        JsonText.append(new String(frame, StandardCharsets.UTF_8), json);
      } else {
        json.append("{\"hex\":\"").append(HexFormat.of().formatHex(frame)).append("\"}");
      }
    }
    json.append("]}");
    line.writeBytes(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Message parse(byte[] line) throws FormatException {
    if (!Utf8.isValid(line)) {
      throw new FormatException("the line is not UTF-8: write such bytes as {\"hex\":\"00ff\"}");
    }
    return new JsonMessageReader(new String(line, StandardCharsets.UTF_8)).read();
  }

  @Override
  public boolean skipsEmptyLines() {
    return true;
  }
}
