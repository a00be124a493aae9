// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.Message;
import io.nightjar.cli.format.FormatException;
import io.nightjar.cli.format.TextLines;
import io.nightjar.cli.runtime.CommandException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A fixed line in which {@code {}} is replaced by the request, byte for byte. */
final class TemplateAnswer implements Answer {
  private final Message template;

  /** Reads the template as a message line. */
  TemplateAnswer(String line) {
    try {
      template = new TextLines().parse(line.getBytes(StandardCharsets.UTF_8));
    } catch (FormatException e) {
      throw CommandException.usage("--reply: " + e.getMessage());
    }
  }

  @Override
  public Message to(Message request) {
    byte[] body = join(request);
    byte[][] frames = new byte[template.size()][];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = fill(template.bytes(i), body);
    }
    return Message.wrap(frames);
  }

  private static byte[] fill(byte[] frame, byte[] body) {
    ByteArrayOutputStream filled = new ByteArrayOutputStream(frame.length + body.length);
    for (int at = 0; at < frame.length; at++) {
      if (frame[at] == '{' && at + 1 < frame.length && frame[at + 1] == '}') {
        filled.writeBytes(body);
        at++;
      } else {
        filled.write(frame[at]);
      }
    }
    return filled.toByteArray();
  }

  /** All frames of a request, a line each. */
  static byte[] join(Message request) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; i < request.size(); i++) {
      if (i > 0) {
        body.write('\n');
      }
      body.writeBytes(request.bytes(i));
    }
    return body.toByteArray();
  }
}
