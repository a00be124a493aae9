// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Message;
import io.nightjar.SocketType;
import io.nightjar.pipe.FrameReader;
import io.nightjar.pipe.Pipe;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReqPatternTest {
  private final ReqPattern pattern = new ReqPattern(new FakeSocket(SocketType.REQ));
  private final Pipe asked = FakeSocket.pipe("asked");
  private final Pipe other = FakeSocket.pipe("other");
  private final List<Message> replies = new ArrayList<>();

  @BeforeEach
  void asks() {
    pattern.attach(asked);
    Message question = Message.of("question");
    assertThat(pattern.request(new FailedSendTest.Frames(false), question, replies::add))
        .isNotNull();
    pattern.attach(other);
  }

  /** The reply that a REP would give to what is in the queue. */
  private Message reply(String text) {
    FrameReader reader = new FrameReader(asked.out());
    assertThat(reader.next()).isTrue();
    return Message.wrap(reader.toArray(), new byte[0], Message.of(text).bytes());
  }

  @Test
  void theIdAloneDoesNotMakeAReply() {
    FakeSocket.arrive(pattern, other, reply("forged"));
    pattern.dispatch();
    assertThat(replies).isEmpty();
    FakeSocket.arrive(pattern, asked, reply("answer"));
    pattern.dispatch();
    assertThat(replies).containsExactly(Message.of("answer"));
  }

  @Test
  void whenThePeerIsLostTheReplyMayComeOverItsNextConnection() {
    asked.close();
    pattern.detach(asked);
    FakeSocket.arrive(pattern, other, reply("answer"));
    pattern.dispatch();
    assertThat(replies).containsExactly(Message.of("answer"));
    assertThat(pattern.inFlight()).isZero();
  }
}
