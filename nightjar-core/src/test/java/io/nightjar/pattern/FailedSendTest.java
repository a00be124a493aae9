// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.nightjar.Message;
import io.nightjar.SocketType;
import io.nightjar.pipe.FrameQueue;
import io.nightjar.pipe.FrameReader;
import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Form;
import io.nightjar.spi.Pattern;
import io.nightjar.spi.Sink;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a send throws half-way, the next message of the pipe is whole. */
class FailedSendTest {
  private final Pipe pipe = FakeSocket.pipe("peer");

  /** A message, read as it is; a bad one throws before its last frame. */
  record Frames(boolean bad) implements Form<Message> {
    @Override
    public int size(Message message) {
      return message.size();
    }

    @Override
    public int length(Message message, int frame) {
      return message.length(frame);
    }

    @Override
    public byte byteAt(Message message, int frame, int index) {
      return message.byteAt(frame, index);
    }

    @Override
    public byte[] bytes(Message message, int frame) {
      return message.bytes(frame);
    }

    @Override
    public void put(Message message, int from, FrameQueue queue) {
      message.putFrames(
          from,
          (body, more) -> {
            if (bad && !more) {
              throw new IllegalStateException("this test wants it so");
            }
            queue.putShared(body, more);
          });
    }

    @Override
    public Message toMessage(Message message, int from) {
      return message.dropFrames(from);
    }
  }

  /** A pattern that sends, and the type of its socket. */
  private record Sending(SocketType<?> type, Function<Pattern.Host, Pattern> maker) {
    @Override
    public String toString() {
      return type.toString();
    }
  }

  private static final class Ignoring implements Sink<Boolean> {
    @Override
    public Boolean take(Pipe pipe, byte @Nullable [] prefix, FrameReader reader) {
      return true;
    }

    @Override
    public Boolean take(Message message) {
      return true;
    }
  }

  static List<Sending> senders() {
    return List.of(
        new Sending(SocketType.PUSH, PushPattern::new),
        new Sending(SocketType.DEALER, DealerPattern::new),
        new Sending(SocketType.PAIR, PairPattern::new),
        new Sending(SocketType.ROUTER, RouterPattern::new),
        new Sending(SocketType.REQ, ReqPattern::new),
        new Sending(SocketType.PUB, PubPattern::new),
        new Sending(SocketType.XSUB, SubPattern::new));
  }

  @ParameterizedTest
  @MethodSource("senders")
  void theNextMessageIsWhole(Sending sending) {
    SocketType<?> type = sending.type();
    Pattern pattern = sending.maker().apply(new FakeSocket(type));
    pattern.attach(pipe);
    pattern.identified(pipe);
    pattern.subscription(pipe, true, ByteBuffer.allocate(0), 0, 0);
    Message large = Message.of("peer", "bad", "x".repeat(200_000), "never");
    for (int i = 0; i < 3; i++) {
      assertThatIllegalStateException()
          .isThrownBy(() -> pattern.send(new Frames(true), large))
          .withMessage("this test wants it so");
    }
    assertThat(pattern.canSend()).as("it still may send").isTrue();
    assertThat(pattern.send(new Frames(false), Message.of("peer", "good"))).isTrue();

    String there = type == SocketType.ROUTER ? "good" : "peer|good";
    assertThat(FakeSocket.take(pipe.out()))
        .containsExactly(type == SocketType.REQ ? "|" + there : there);
    assertThat(pipe.out().produced()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theNextReplyIsWhole(boolean lockStep) {
    RepPattern pattern = new RepPattern(new FakeSocket(SocketType.REP));
    pattern.attach(pipe);
    FakeSocket.arrive(pattern, pipe, Message.of("id", "", "question"));
    Frames failing = new Frames(true);
    Frames whole = new Frames(false);
    Message bad = Message.of("bad", "never");
    Message good = Message.of("good");
    Sink<Boolean> ignore = new Ignoring();
    if (lockStep) {
      assertThat(pattern.receive(ignore)).isTrue();
      assertThatIllegalStateException().isThrownBy(() -> pattern.send(failing, bad));
      assertThat(pattern.send(whole, good)).isTrue();
    } else {
      RepPattern.Accepted<Boolean> accepted = pattern.accept(ignore);
      assertThat(accepted).isNotNull();
      RepPattern.Envelope envelope = accepted.envelope();
      assertThatIllegalStateException().isThrownBy(() -> pattern.reply(envelope, failing, bad));
      pattern.reply(envelope, whole, good);
    }
    assertThat(FakeSocket.take(pipe.out())).containsExactly("id||good");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRequestThatFailedIsNotAwaited(boolean large) {
    ReqPattern pattern = new ReqPattern(new FakeSocket(SocketType.REQ));
    pattern.attach(pipe);
    Message message = Message.of("x".repeat(large ? 200_000 : 1), "never");
    assertThatIllegalStateException()
        .isThrownBy(() -> pattern.request(new Frames(true), message, reply -> {}));
    assertThat(pattern.inFlight()).isZero();
    assertThat(pattern.request(new Frames(false), Message.of("good"), reply -> {})).isNotNull();
    assertThat(FakeSocket.take(pipe.out())).hasSize(1).allMatch(text -> text.endsWith("||good"));
  }
}
