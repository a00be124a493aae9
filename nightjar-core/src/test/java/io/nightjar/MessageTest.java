// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Messages: made of anything, read as anything, and never changed. */
class MessageTest {
  @Test
  void textBytesAndBuffersMakeEqualMessages() {
    Message texts = Message.of("grüße", "", "x");
    Message bytes = Message.of("grüße".getBytes(UTF_8), new byte[0], new byte[] {'x'});
    Message wrapped = Message.wrap("grüße".getBytes(UTF_8), new byte[0], new byte[] {'x'});
    ByteBuffer third = ByteBuffer.wrap(new byte[] {'w', 'x', 'y'}).position(1).limit(2);
    Message buffers =
        Message.of(
            List.of(ByteBuffer.wrap("grüße".getBytes(UTF_8)), ByteBuffer.allocate(0), third));
    assertThat(List.of(bytes, wrapped, buffers)).containsOnly(texts);
    assertThat(bytes).hasSameHashCodeAs(texts);
    assertThat(third.position()).isEqualTo(1);
    assertThat(texts).isNotEqualTo(Message.of("grüße", "x")).isNotEqualTo("grüße");
  }

  @Test
  void noFrameIsNull() {
    Message message = Message.of("one", "two");
    byte[] none = null;
    String noText = null;
    List<ByteBuffer> buffers = new ArrayList<>();
    buffers.add(ByteBuffer.allocate(1));
    buffers.add(null);
    List<ThrowingCallable> mistakes =
        List.of(
            () -> Message.of("one", "two", noText),
            () -> Message.of(new byte[1], new byte[1], none),
            () -> Message.wrap(new byte[1], new byte[1], none),
            () -> Message.wrap(new byte[][] {{1}, {2}, null}, Map.of()),
            () -> message.append(none),
            () -> message.append(noText));
    for (ThrowingCallable mistake : mistakes) {
      assertThatNullPointerException()
          .isThrownBy(mistake)
          .withMessage("frame 2 of a message is null: an empty frame is one without bytes");
    }
    assertThatNullPointerException()
        .isThrownBy(() -> Message.of(buffers))
        .withMessageStartingWith("frame 1 of a message is null");
    for (ThrowingCallable mistake :
        List.<ThrowingCallable>of(
            () -> message.prepend(none),
            () -> message.prepend(noText),
            () -> Message.of(noText),
            () -> Message.of(none),
            () -> Message.wrap(none, none))) {
      assertThatNullPointerException()
          .isThrownBy(mistake)
          .withMessageStartingWith("frame 0 of a message is null");
    }
  }

  @Test
  void aMessageTellsItsFrames() {
    Message message = Message.of("one", "", "three");
    assertThat(message.size()).isEqualTo(3);
    assertThat(message.length(2)).isEqualTo(5);
    assertThat(message.byteCount()).isEqualTo(8);
    assertThat(message.text()).isEqualTo("one");
    assertThat(message.text(2)).isEqualTo("three");
    assertThat(message.toText()).isEqualTo("one\n\nthree");
    assertThat(message.bytes()).isEqualTo("one".getBytes(UTF_8));
    assertThat(message.byteAt(2, 4)).isEqualTo((byte) 'e');
    assertThat(message.frameEquals(1, new byte[0])).isTrue();
    assertThat(message.frameEquals(0, new byte[0])).isFalse();
    List<String> put = new ArrayList<>();
    message.putFrames(1, (body, more) -> put.add(new String(body, UTF_8) + more));
    assertThat(put).containsExactly("true", "threefalse");
  }

  @Test
  void nobodyChangesAMessage() {
    byte[] body = {1, 2, 3};
    Message message = Message.of(body);
    body[0] = 9;
    message.bytes()[1] = 9;
    assertThat(message.bytes()).containsExactly(1, 2, 3);
    assertThatExceptionOfType(ReadOnlyBufferException.class)
        .isThrownBy(() -> message.buffer(0).put(0, (byte) 9));
    byte[] id = {7};
    Message longer = message.prepend(id).append(id);
    id[0] = 9;
    assertThat(longer).isEqualTo(Message.of(new byte[] {7}, new byte[] {1, 2, 3}, new byte[] {7}));
    assertThat(message.size()).isEqualTo(1);
  }

  @Test
  void framesAreAddedAndDropped() {
    Message message = Message.of("b").prepend("a").append("c");
    assertThat(message).isEqualTo(Message.of("a", "b", "c"));
    assertThat(message.dropFrames(2)).isEqualTo(Message.of("c"));
    assertThat(message.dropFrames(0)).isEqualTo(message);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> message.dropFrames(3))
        .withMessageContaining("at least one frame");
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(Message::wrap);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Message.of(List.of()));
  }

  @Test
  void propertiesAreOfReceivedMessagesOnlyAndDoNotCount() {
    Message received = Message.wrap(new byte[][] {{'a'}}, Map.of("Socket-Type", "PUSH"));
    assertThat(received.property("Socket-Type")).isEqualTo("PUSH");
    assertThat(received.property("none")).isNull();
    assertThat(received.append("b").dropFrames(1).properties()).containsKey("Socket-Type");
    assertThat(received).isEqualTo(Message.of("a"));
    assertThat(Message.of("a").properties()).isEmpty();
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> received.properties().clear());
  }

  @Test
  void peopleSeeTextAsTextAndTheRestAsHexadecimal() {
    assertThat(Message.of("hello").append(new byte[] {0, (byte) 0xff}))
        .hasToString("[\"hello\", 00ff]");
    assertThat(Message.of("x".repeat(40)).toString()).contains("…", "40 bytes");
  }
}
