// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.nightjar.Message;
import io.nightjar.Option;
import io.nightjar.SocketType;
import io.nightjar.pipe.ChunkPool;
import io.nightjar.pipe.FrameQueue;
import io.nightjar.pipe.FrameReader;
import io.nightjar.pipe.MemoryBudget;
import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Pattern;
import io.nightjar.spi.Payload;
import io.nightjar.spi.Sink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a send throws half-way, the next message of the pipe is whole. */
class FailedSendTest {
  private final ChunkPool pool = new ChunkPool(1 << 20);

  private final Pipe pipe = pipe("peer");

  private Pipe pipe(String id) {
    Pipe made = new Pipe(1, new Silent(), queue(), queue(), false);
    made.connected(Map.of(), Message.of(id).bytes());
    return made;
  }

  private FrameQueue queue() {
    return new FrameQueue(pool, MemoryBudget.unlimited(), 100, 1000);
  }

  private static final class Silent implements Pipe.Owner {
    @Override
    public void readable(Pipe pipe) {}

    @Override
    public void writable(Pipe pipe) {}

    @Override
    public void stalled(Pipe pipe) {}
  }

  private record FakeHost(SocketType<?> type) implements Pattern.Host {
    @Override
    public <T> T option(Option<T> option) {
      return option.initial();
    }

    @Override
    public void countUnroutable() {}

    @Override
    public void countReceived() {}

    @Override
    public void countFiltered() {}

    @Override
    public void wakeReceivers() {}

    @Override
    public void wakeSenders() {}
  }

  /** A message; a bad one throws before its last frame. */
  private record Frames(Message message, boolean bad) implements Payload {
    @Override
    public int size() {
      return message.size();
    }

    @Override
    public int length(int frame) {
      return message.length(frame);
    }

    @Override
    public byte byteAt(int frame, int index) {
      return message.byteAt(frame, index);
    }

    @Override
    public byte[] bytes(int frame) {
      return message.bytes(frame);
    }

    @Override
    public void putFrom(int frame, FrameQueue queue) {
      message.putFrames(
          frame,
          (body, more) -> {
            if (bad && !more) {
              throw new IllegalStateException("this test wants it so");
            }
            queue.putShared(body, more);
          });
    }

    @Override
    public Message toMessage(int from) {
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

  private static final class Ignoring implements Sink {
    @Override
    public void take(Pipe pipe, byte @Nullable [] prefix, FrameReader reader) {}

    @Override
    public void take(Message message) {}
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

  private static List<String> take(FrameQueue queue) {
    FrameReader reader = new FrameReader(queue);
    List<String> messages = new ArrayList<>();
    while (reader.next()) {
      List<String> frames = new ArrayList<>();
      do {
        frames.add(Message.wrap(reader.toArray()).text());
      } while (reader.nextFrame());
      messages.add(String.join("|", frames));
      reader.finish();
    }
    return messages;
  }

  @ParameterizedTest
  @MethodSource("senders")
  void theNextMessageIsWhole(Sending sending) {
    SocketType<?> type = sending.type();
    Pattern pattern = sending.maker().apply(new FakeHost(type));
    pattern.attach(pipe);
    pattern.identified(pipe);
    pattern.subscription(pipe, true, ByteBuffer.allocate(0), 0, 0);
    Message large = Message.of("peer", "bad", "x".repeat(200_000), "never");
    for (int i = 0; i < 3; i++) {
      assertThatIllegalStateException()
          .isThrownBy(() -> pattern.send(new Frames(large, true)))
          .withMessage("this test wants it so");
    }
    assertThat(pattern.canSend()).as("it still may send").isTrue();
    assertThat(pattern.send(new Frames(Message.of("peer", "good"), false))).isTrue();

    String there = type == SocketType.ROUTER ? "good" : "peer|good";
    assertThat(take(pipe.out())).containsExactly(type == SocketType.REQ ? "|" + there : there);
    assertThat(pipe.out().produced()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theNextReplyIsWhole(boolean lockStep) {
    RepPattern pattern = new RepPattern(new FakeHost(SocketType.REP));
    pattern.attach(pipe);
    for (String frame : List.of("id", "", "question")) {
      byte[] bytes = Message.of(frame).bytes();
      pipe.in().put(bytes, 0, bytes.length, !frame.equals("question"));
    }
    pipe.in().commit();
    pipe.signalReadable();
    pattern.readable(pipe);
    Frames bad = new Frames(Message.of("bad", "never"), true);
    Frames good = new Frames(Message.of("good"), false);
    Sink ignore = new Ignoring();
    if (lockStep) {
      assertThat(pattern.receive(ignore)).isTrue();
      assertThatIllegalStateException().isThrownBy(() -> pattern.send(bad));
      assertThat(pattern.send(good)).isTrue();
    } else {
      RepPattern.Envelope envelope = pattern.accept(ignore);
      assertThat(envelope).isNotNull();
      assertThatIllegalStateException().isThrownBy(() -> pattern.reply(envelope, bad));
      pattern.reply(envelope, good);
    }
    assertThat(take(pipe.out())).containsExactly("id||good");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRequestThatFailedIsNotAwaited(boolean large) {
    ReqPattern pattern = new ReqPattern(new FakeHost(SocketType.REQ));
    pattern.attach(pipe);
    Message message = Message.of("x".repeat(large ? 200_000 : 1), "never");
    assertThatIllegalStateException()
        .isThrownBy(() -> pattern.request(new Frames(message, true), reply -> {}));
    assertThat(pattern.inFlight()).isZero();
    assertThat(pattern.request(new Frames(Message.of("good"), false), reply -> {})).isNotNull();
    assertThat(take(pipe.out())).hasSize(1).allMatch(text -> text.endsWith("||good"));
  }
}
