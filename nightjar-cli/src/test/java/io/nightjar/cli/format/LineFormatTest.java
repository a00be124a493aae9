// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.Message;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineFormatTest {
  private static final LineFormat TEXT = new TextLines();
  private static final LineFormat JSON = new JsonLines();
  private static final LineFormat RAW = new RawLines();

  private static String line(LineFormat format, Message message) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    format.append(message, line);
    return line.toString(UTF_8);
  }

  private static Message parse(LineFormat format, String line) throws FormatException {
    return format.parse(line.getBytes(UTF_8));
  }

  private static Message bytes(String... frames) {
    byte[][] parts = new byte[frames.length][];
    for (int i = 0; i < frames.length; i++) {
      parts[i] = HexFormat.of().parseHex(frames[i]);
    }
    return Message.wrap(parts);
  }

  @Test
  void textSeparatesFramesByTabs() throws FormatException {
    assertThat(line(TEXT, Message.of("news", "sunny", ""))).isEqualTo("news\tsunny\t");
    assertThat(parse(TEXT, "news\tsunny\t")).isEqualTo(Message.of("news", "sunny", ""));
  }

  @Test
  void anEmptyLineOfTextIsAMessageOfOneEmptyFrame() throws FormatException {
    assertThat(parse(TEXT, "")).isEqualTo(Message.of(""));
    assertThat(line(TEXT, Message.of(""))).isEmpty();
  }

  @Test
  void textTakesACarriageReturnAsPartOfTheLineEnd() throws FormatException {
    assertThat(parse(TEXT, "hello\r")).isEqualTo(Message.of("hello"));
  }

  @Test
  void jsonHasTextAsStringsAndOtherBytesAsHex() throws FormatException {
    Message message = Message.wrap("text".getBytes(UTF_8), new byte[] {0, (byte) 0xff});
    assertThat(line(JSON, message)).isEqualTo("{\"frames\":[\"text\",{\"hex\":\"00ff\"}]}");
    assertThat(parse(JSON, "{\"frames\":[\"text\",{\"hex\":\"00ff\"}]}")).isEqualTo(message);
  }

  @Test
  void jsonMayHaveSpacesAndEveryEscape() throws FormatException {
    String line =
        " { \"frames\" : [ \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83C\\uDF0D\" , {\"hex\" : \"FF\"} ] } \r";
    assertThat(parse(JSON, line))
        .isEqualTo(Message.wrap("\"\\/\b\f\n\r\té🌍".getBytes(UTF_8), new byte[] {(byte) 0xff}));
  }

  @Test
  void jsonFaultsNameColumnAndReason() {
    assertFault("hello", "column 1: expected {\"frames\"");
    assertFault("{\"frames\":[]}", "column 12: a message needs at least one frame");
    assertFault("{\"frame\":[\"x\"]}", "column 2: expected {\"frames\"");
    assertFault("{\"frames\":[7]}", "column 12: a frame is a string or {\"hex\"");
    assertFault("{\"frames\":[\"x\"]} {}", "column 18: there is more after the message");
    assertFault("{\"frames\":[\"x", "the string that begins in column 12 does not end");
    assertFault("{\"frames\":[\"\\q\"]}", "column 13: no such escape");
    assertFault("{\"frames\":[\"\\u12\"]}", "\\u needs four hexadecimal digits");
    assertFault("{\"frames\":[\"\\ud800\"]}", "column 12: half of a surrogate pair");
    assertFault("{\"frames\":[{\"hex\":\"0\"}]}", "column 19: \"0\" is not pairs of hexadecimal");
    assertFault("{\"frames\":[{\"hex\":7}]}", "a string in quotes is missing");
    assertFault("{\"frames\":[\"a\" \"b\"]}", "']' is missing");
  }

  private static void assertFault(String line, String text) {
    assertThatThrownBy(() -> parse(JSON, line))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(text);
  }

  @Test
  void jsonThatIsNotUtf8IsRefused() {
    byte[] line = HexFormat.of().parseHex("7bff7d");
    assertThatThrownBy(() -> JSON.parse(line)).hasMessageContaining("not UTF-8");
  }

  @Test
  void rawLinesAreTheBytesThemselves() throws FormatException {
    assertThat(parse(RAW, "C:\\path\tx\r")).isEqualTo(Message.of("C:\\path\tx\r"));
    assertThat(line(RAW, Message.of("C:\\path", "!"))).isEqualTo("C:\\path!");
  }

  @Test
  void anyMessageComesBackFromTextAndFromJson() throws FormatException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      Message message = random(random);
      for (LineFormat format : new LineFormat[] {TEXT, JSON}) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        format.append(message, line);
        assertThat(format.parse(line.toByteArray())).as("seed %s", seed).isEqualTo(message);
      }
    }
  }

  private static Message random(Random random) {
    byte[][] frames = new byte[1 + random.nextInt(4)][];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = new byte[random.nextInt(12)];
      random.nextBytes(frames[i]);
      if (random.nextBoolean()) {
        frames[i] = new String(frames[i], UTF_8).getBytes(UTF_8);
      }
    }
    return Message.wrap(frames);
  }

  @Test
  void aRoutingIdOfBytesIsPrintedSoThatItCanBeSentBack() throws FormatException {
    Message message = bytes("006b8b4567", "68656c6c6f");
    assertThat(line(TEXT, message)).isEqualTo("\\x00k\\x8bEg\thello");
    assertThat(parse(TEXT, "\\x00k\\x8bEg\thello")).isEqualTo(message);
  }
}
