// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

import static io.nightjar.wire.Scripts.ascii;
import static io.nightjar.wire.Scripts.direct;
import static io.nightjar.wire.Scripts.frame;
import static io.nightjar.wire.Scripts.hex;
import static io.nightjar.wire.Scripts.join;
import static io.nightjar.wire.Scripts.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameScannerTest {
  private final FrameScanner scanner = new FrameScanner(-1);

  @Test
  void countsMessagesAndFindsTheirEnds() throws ProtocolException {
    byte[] bytes =
        join(
            frame(0, ascii("one")),
            frame(1, ascii("two")),
            frame(0, zeros(0)),
            frame(1, ascii("x")));

    assertThat(scan(bytes)).isFalse();

    assertThat(scanner.messages()).isEqualTo(2);
    assertThat(scanner.messageEnd()).isEqualTo(5 + 5 + 2);
    assertThat(scanner.frameEnd()).isEqualTo(bytes.length);
    assertThat(scanner.isInsideMessage()).isTrue();
    assertThat(scanner.needed()).isZero();
  }

  @Test
  void countsNothingWhereNothingEnds() throws ProtocolException {
    scan(frame(1, ascii("more")));

    assertThat(scanner.messages()).isZero();
    assertThat(scanner.messageEnd()).isEqualTo(-1);
    scan(zeros(0));
    assertThat(scanner.isInsideMessage()).isTrue();
    assertThat(scanner.frameEnd()).isZero();
  }

  @Test
  void tellsWhatAnIncompleteFrameNeeds() throws ProtocolException {
    byte[] small = frame(0, zeros(200));
    byte[] large = frame(0, zeros(300));
    for (int length = 1; length < small.length; length++) {
      assertThat(scanner.scan(direct(small), 0, length)).isFalse();
      assertThat(scanner.needed()).isEqualTo(length < 2 ? 2 : 202);
      assertThat(scanner.frameEnd()).isZero();
    }
    for (int length = 1; length < large.length; length++) {
      assertThat(scanner.scan(direct(large), 0, length)).isFalse();
      assertThat(scanner.needed()).isEqualTo(length < 2 ? 2 : length < 9 ? 9 : 309);
      assertThat(scanner.messages()).isZero();
    }
  }

  @Test
  void stopsBehindEachCommand() throws ProtocolException {
    byte[] ping = hex("04 07 04 50494E47 0000");
    byte[] bytes = join(frame(1, ascii("a")), ping, frame(6, ascii("\001X")), frame(0, ascii("b")));
    ByteBuffer buffer = direct(bytes);

    assertThat(scanner.scan(buffer, 0, bytes.length)).isTrue();
    assertThat(scanner.commandIndex()).isEqualTo(5);
    assertThat(scanner.commandLength()).isEqualTo(7);
    assertThat(scanner.frameEnd()).isEqualTo(12);
    assertThat(scanner.isInsideMessage()).isTrue();

    assertThat(scanner.scan(buffer, scanner.frameEnd(), bytes.length)).isTrue();
    assertThat(scanner.commandIndex()).isEqualTo(12 + 9);
    assertThat(scanner.commandLength()).isEqualTo(2);

    assertThat(scanner.scan(buffer, scanner.frameEnd(), bytes.length)).isFalse();
    assertThat(scanner.messages()).isEqualTo(1);
    assertThat(scanner.messageEnd()).isEqualTo(bytes.length);
    assertThat(scanner.isInsideMessage()).isFalse();
  }

  @Test
  void waitsForTheBodyOfACommand() throws ProtocolException {
    byte[] ping = hex("04 07 04 50494E47 0000");
    for (int length = 0; length < ping.length; length++) {
      assertThat(scanner.scan(direct(ping), 0, length)).isFalse();
    }
  }

  @Test
  void acceptsLongFormForShortBodies() throws ProtocolException {
    assertThat(scan(frame(2, ascii("abc")))).isFalse();
    assertThat(scanner.messages()).isEqualTo(1);
    assertThat(scanner.messageEnd()).isEqualTo(12);
  }

  @Test
  void ignoresReservedFlagsAndMoreOfCommands() throws ProtocolException {
    assertThat(scan(frame(0xF8, ascii("abc")))).isFalse();
    assertThat(scanner.messages()).isEqualTo(1);
    assertThat(scan(frame(0xFD, ascii("abc")))).isTrue();
    assertThat(scanner.isInsideMessage()).isFalse();
  }

  @Test
  void refusesAFrameBeforeItsBodyArrives() throws ProtocolException {
    FrameScanner limited = new FrameScanner(100);

    limited.scan(direct(hex("00 64")), 0, 2);
    assertThat(limited.needed()).isEqualTo(102);
    refuses(limited, hex("00 65"), "101 bytes");
    refuses(limited, hex("04 65"), "101 bytes");
    refuses(limited, hex("02 0000000000000065"), "101 bytes");
    refuses(limited, hex("02 7FFFFFFFFFFFFFFF"), "more than the 100 accepted");
  }

  @Test
  void refusesLengthsWithTheTopBit() {
    refuses(scanner, hex("02 8000000000000000"), "0x8000000000000000");
    refuses(scanner, hex("02 FFFFFFFFFFFFFFFF"), "0xffffffffffffffff");
  }

  @Test
  void waitsForTheLargestFrameWithoutOverflow() throws ProtocolException {
    scan(hex("02 7FFFFFFFFFFFFFF6"));
    assertThat(scanner.needed()).isEqualTo(Long.MAX_VALUE);
    refuses(scanner, hex("02 7FFFFFFFFFFFFFFF"), "9223372036854775807");
  }

  @Test
  void acceptsEmptyFramesUnderALimitOfZero() throws ProtocolException {
    FrameScanner none = new FrameScanner(0);

    none.scan(direct(hex("00 00")), 0, 2);
    assertThat(none.messages()).isEqualTo(1);
    refuses(none, hex("00 01"), "1 bytes");
  }

  @Test
  void limitsTheFramesOfAMessage() throws ProtocolException {
    FrameScanner three = new FrameScanner(-1, 3);
    byte[] more = frame(1, ascii("m"));
    byte[] last = frame(0, ascii("l"));

    byte[] twice = join(more, more, last, more, more, last);
    three.scan(direct(twice), 0, twice.length);
    assertThat(three.messages()).isEqualTo(2);

    three.scan(direct(join(more, more)), 0, 6);
    refuses(three, more, "more than 3 frames");
    assertThatIllegalArgumentException().isThrownBy(() -> new FrameScanner(-1, 0));
  }

  @Test
  void acceptsCommandsInsideTheLongestMessage() throws ProtocolException {
    FrameScanner two = new FrameScanner(-1, 2);
    byte[] bytes = join(frame(1, ascii("m")), frame(5, ascii("\001X")));

    assertThat(two.scan(direct(bytes), 0, bytes.length)).isTrue();
  }

  @Test
  void tellsWhatCameBeforeAFault() {
    byte[] bytes = join(frame(0, ascii("ok")), hex("02 FFFFFFFFFFFFFFFF"));

    refuses(scanner, bytes, "top bit");
    assertThat(scanner.messages()).isEqualTo(1);
    assertThat(scanner.messageEnd()).isEqualTo(4);
    assertThat(scanner.frameEnd()).isEqualTo(4);
  }

  @Test
  void agreesWithANaiveDecoderOnRandomStreams() throws ProtocolException {
    Random random = new Random(42);
    for (int round = 0; round < 2_000; round++) {
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      List<String> expected = new ArrayList<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        byte[] body = new byte[random.nextInt(5) == 0 ? random.nextInt(600) : random.nextInt(20)];
        random.nextBytes(body);
        int flags = random.nextInt(8) | (random.nextInt(4) == 0 ? 0xA0 : 0);
        flags = random.nextInt(3) > 0 ? flags & ~4 : flags;
        stream.writeBytes(frame(flags, body));
        int end = stream.size();
        expected.add(
            (flags & 4) != 0
                ? "command " + body.length + " to " + end
                : (flags & 1) == 0 ? "message to " + end : "part to " + end);
      }
      expected.removeIf(event -> event.startsWith("part"));
      assertThat(events(stream.toByteArray(), random)).isEqualTo(expected);
    }
  }

  /** Feeds a stream in random pieces; tells the messages and commands in order. */
  private static List<String> events(byte[] bytes, Random random) throws ProtocolException {
    FrameScanner scanner = new FrameScanner(-1);
    ByteBuffer buffer = direct(bytes);
    List<String> events = new ArrayList<>();
    int from = 0;
    for (int limit = 0; limit < bytes.length; ) {
      limit = Math.min(bytes.length, limit + 1 + random.nextInt(80));
      boolean command;
      do {
        command = scanner.scan(buffer, from, limit);
        events.addAll(messages(bytes, from, scanner));
        from = scanner.frameEnd();
        if (command) {
          events.add("command " + scanner.commandLength() + " to " + from);
        }
      } while (command);
    }
    assertThat(from).isEqualTo(bytes.length);
    return events;
  }

  /** Where the messages end that a scan counted, by walking over its frames once more. */
  private static List<String> messages(byte[] bytes, int from, FrameScanner scanner) {
    List<String> found = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int lastEnd = -1;
    for (int at = from; at < scanner.frameEnd(); ) {
      int flags = bytes[at];
      long length = (flags & 2) == 0 ? bytes[at + 1] & 0xFF : buffer.getLong(at + 1);
      at += (flags & 2) == 0 ? 2 : 9;
      at += (int) length;
      if ((flags & 5) == 0) {
        found.add("message to " + at);
        lastEnd = at;
      }
    }
    assertThat(scanner.messages()).isEqualTo(found.size());
    assertThat(scanner.messageEnd()).isEqualTo(lastEnd);
    return found;
  }

  @Test
  void neverLeavesTheBufferOnRandomBytes() {
    Random random = new Random(7);
    for (int round = 0; round < 50_000; round++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      FrameScanner limited = new FrameScanner(1 << 20, 4);
      int from = 0;
      try {
        while (limited.scan(ByteBuffer.wrap(bytes), from, bytes.length)) {
          assertThat(limited.frameEnd()).isGreaterThan(from).isLessThanOrEqualTo(bytes.length);
          from = limited.frameEnd();
        }
        assertThat(limited.needed() == 0).isEqualTo(limited.frameEnd() == bytes.length);
      } catch (ProtocolException e) {
        assertThat(e.error()).isEqualTo(ProtocolError.ZMTP_UNSPECIFIED);
      }
    }
  }

  private boolean scan(byte[] bytes) throws ProtocolException {
    return scanner.scan(direct(bytes), 0, bytes.length);
  }

  private static void refuses(FrameScanner scanner, byte[] bytes, String reason) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> scanner.scan(direct(bytes), 0, bytes.length))
        .withMessageContaining(reason);
  }
}
