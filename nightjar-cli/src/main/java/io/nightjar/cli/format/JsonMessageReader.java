// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.format;

import io.nightjar.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Reads one message as {@link JsonLines} writes it, and nothing else of JSON. */
final class JsonMessageReader {
  private static final String SHAPE = "expected {\"frames\":[\"text\",{\"hex\":\"00ff\"}]}";
  private static final int END = -1;

  private final String text;
  private int at;

  JsonMessageReader(String text) {
    this.text = text;
  }

  Message read() throws FormatException {
    expect('{');
    expectKey("frames");
    expect('[');
    List<byte[]> frames = new ArrayList<>();
    if (peek() == ']') {
      throw fault("a message needs at least one frame");
    }
    frames.add(frame());
    while (peek() == ',') {
      at++;
      frames.add(frame());
    }
    expect(']');
    expect('}');
    if (peek() != END) {
      throw fault("there is more after the message: write one message a line");
    }
    return Message.wrap(frames.toArray(new byte[0][]));
  }

  private byte[] frame() throws FormatException {
    int next = peek();
    if (next == '"') {
      return string().getBytes(StandardCharsets.UTF_8);
    } else if (next != '{') {
      throw fault("a frame is a string or {\"hex\":\"00ff\"}");
    }
    at++;
    expectKey("hex");
    peek();
    int start = at;
    String digits = string();
    expect('}');
    try {
      return HexFormat.of().parseHex(digits);
    } catch (IllegalArgumentException e) {
      at = start;
      throw fault("\"" + digits + "\" is not pairs of hexadecimal digits");
    }
  }

  private void expectKey(String key) throws FormatException {
    int next = peek();
    int start = at;
    if (next != '"' || !string().equals(key)) {
      at = start;
      throw fault(SHAPE);
    }
    expect(':');
  }

  private void expect(char c) throws FormatException {
    if (peek() != c) {
      throw fault(SHAPE + ": '" + c + "' is missing");
    }
    at++;
  }

  /** The next character that is no space. */
  private int peek() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : END;
  }

  private String string() throws FormatException {
    if (peek() != '"') {
      throw fault("a string in quotes is missing");
    }
    int start = at++;
    StringBuilder value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c < ' ') {
        at--;
        throw fault("a control character must be escaped");
      }
      value.append(c == '\\' ? escape() : c);
    }
    if (at == text.length()) {
      throw fault("the string that begins in column " + (start + 1) + " does not end");
    }
    at++;
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      at = start;
      throw fault("half of a surrogate pair: write such bytes as {\"hex\":\"00ff\"}");
    }
    return value.toString();
  }

  private char escape() throws FormatException {
    char c = at < text.length() ? text.charAt(at) : ' ';
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> {
        at -= 2;
        throw fault("no such escape");
      }
    };
  }

  private char unicode() throws FormatException {
    int value = 0;
    for (int i = 0; i < 4; i++, at++) {
      int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
      if (digit < 0) {
        throw fault("\\u needs four hexadecimal digits");
      }
      value = value << 4 | digit;
    }
    return (char) value;
  }

  private FormatException fault(String reason) {
    return new FormatException("column " + (at + 1) + ": " + reason);
  }
}
