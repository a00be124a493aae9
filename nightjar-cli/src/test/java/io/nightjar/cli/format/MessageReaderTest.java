// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.Message;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageReaderTest {
  private static List<Message> read(LineFormat format, InputStream in) throws Exception {
    MessageReader reader = new MessageReader(format, in);
    List<Message> messages = new ArrayList<>();
    for (Message message = reader.next(); message != null; message = reader.next()) {
      messages.add(message);
    }
    return messages;
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  @Test
  void theLastLineNeedsNoLineFeed() throws Exception {
    assertThat(read(new TextLines(), text("a\nb")))
        .containsExactly(Message.of("a"), Message.of("b"));
    assertThat(read(new TextLines(), text("a\nb\n")))
        .containsExactly(Message.of("a"), Message.of("b"));
    assertThat(read(new TextLines(), text(""))).isEmpty();
  }

  @Test
  void anEmptyLineIsAMessageInTextAndNoneInJson() throws Exception {
    assertThat(read(new TextLines(), text("\n\n"))).containsExactly(Message.of(""), Message.of(""));
    assertThat(read(new JsonLines(), text("\n {\"frames\":[\"x\"]}\n \r\n")))
        .containsExactly(Message.of("x"));
  }

  @Test
  void linesMayComeByteByByteAndBeLongerThanTheBuffer() throws Exception {
    String longLine = "x".repeat(200_000);
    assertThat(read(new RawLines(), text(longLine + "\nend\n")))
        .containsExactly(Message.of(longLine), Message.of("end"));
    assertThat(read(new TextLines(), new OneByteAtATime(text("ab\tc\nd"))))
        .containsExactly(Message.of("ab", "c"), Message.of("d"));
  }

  @Test
  void aFaultNamesItsLine() throws Exception {
    MessageReader reader = new MessageReader(new TextLines(), text("good\nb\\ad\n"));
    reader.next();
    assertThatThrownBy(reader::next)
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("line 2 of standard input: \\a is no escape");
  }

  private static final class OneByteAtATime extends InputStream {
    private final InputStream source;

    OneByteAtATime(InputStream source) {
      this.source = source;
    }

    @Override
    public int read() throws IOException {
      return source.read();
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      return source.read(target, from, Math.min(1, length));
    }
  }
}
