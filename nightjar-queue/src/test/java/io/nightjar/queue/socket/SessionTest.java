// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.Message;
import io.nightjar.queue.Codec;
import io.nightjar.queue.WorkQueue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The account of one peer, without a server. */
class SessionTest {
  private final Session session = new Session(new byte[] {1});

  private Session.Begin begin(String id) {
    return session.begin(
        Request.read(Message.of("peer", Protocol.VERSION, id, "take", "jobs", "1", "0", "0")));
  }

  private Job run(String id) {
    return ((Session.Begin.Run) begin(id)).job();
  }

  @Test
  void aRequestThatRunsIsNotBegunTwice() {
    Job job = run("1");
    assertThat(begin("1")).isInstanceOf(Session.Begin.Wait.class);
    assertThat(begin("2")).isInstanceOf(Session.Begin.Run.class);
    session.end(job, new Answer.Fixed(Frames.of(Protocol.NONE)));
    assertThat(begin("1")).isInstanceOf(Session.Begin.Repeat.class);
  }

  @Test
  void aRequestThatIsForgottenIsBegunAnew() {
    session.end(run("1"), null);
    assertThat(begin("1")).isInstanceOf(Session.Begin.Run.class);
  }

  @Test
  void aPeerThatIsGoneIsGivenNoTasks() {
    Job job = run("1");
    assertThat(session.hold(job, List.of())).isTrue();
    assertThat(session.lose()).isEmpty();
    assertThat(session.hold(job, List.of())).isFalse();
  }

  /** Else the server would answer none whenever the peer asks again, as it does when it is back. */
  @Test
  void aTaskThatComesJustWhenThePeerGoesIsNoAnswer() throws Exception {
    try (WorkQueue<byte[]> queue = WorkQueue.open("memory:", Codec.bytes())) {
      Clerk clerk = new Clerk(new ServedQueues("jobs", queue, false));
      queue.put(new byte[] {1});
      Job job = run("1");
      session.lose();
      assertThatThrownBy(() -> clerk.run(job)).isInstanceOf(InterruptedException.class);
      assertThat(queue.size()).isEqualTo(1);
    }
  }
}
