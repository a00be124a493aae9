// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.REQ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.nightjar.Message;
import io.nightjar.OutOfTurnException;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import org.junit.jupiter.api.Test;

/** Draining into a collection, which is the caller's and may do what it likes. */
class DrainTest extends EngineTest {
  @OverAllTransports
  void whatACollectionRefusesIsReceivedNext(String endpoint) throws Exception {
    PullSocket pull = socket(PULL);
    PushSocket push = socket(PUSH);
    link(pull, push, endpoint);
    for (int i = 0; i < 5; i++) {
      push.send("message " + i);
    }
    push.flush();
    until("they are here", () -> pull.stats().receiveQueue() == 5);
    Queue<Message> small = new ArrayBlockingQueue<>(2);

    assertThatIllegalStateException().isThrownBy(() -> pull.drainTo(small, 10));

    assertThat(small).containsExactly(Message.of("message 0"), Message.of("message 1"));
    assertThat(next(pull, 3)).containsExactly("message 2", "message 3", "message 4");
    assertThat(pull.stats().received()).isEqualTo(5);
  }

  @Test
  void aCollectionMayUseTheSocketItIsFilledFrom() throws Exception {
    PullSocket pull = socket(PULL);
    PushSocket push = socket(PUSH);
    link(pull, push, "inproc://here");
    int count = 1000;
    for (int i = 0; i < count; i++) {
      push.send("message " + i);
    }
    List<Message> all =
        new ArrayList<>() {
          @Override
          public boolean add(Message message) {
            pull.isReadable();
            return super.add(message);
          }
        };
    assertThat(Call.of(() -> pull.drainTo(all, count)).value()).isEqualTo(count);
    for (int i = 0; i < count; i++) {
      assertThat(all.get(i)).isEqualTo(Message.of("message " + i));
    }
  }

  @Test
  void aReqDrainsTheOneReplyItAwaits() throws Exception {
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    link(rep, req, "inproc://here");
    req.send("question");
    assertThat(next(rep)).isEqualTo("question");
    rep.send("answer");
    List<Message> all = new ArrayList<>();
    assertThat(req.drainTo(all, 10)).isEqualTo(1);
    assertThat(all).containsExactly(Message.of("answer"));
    assertThatExceptionOfType(OutOfTurnException.class).isThrownBy(() -> req.drainTo(all, 10));
  }

  @Test
  void thereIsNoDrainingIntoNull() {
    PullSocket pull = socket(PULL);
    assertThatNullPointerException()
        .isThrownBy(() -> pull.drainTo(null, 1))
        .withMessage("the collection to drain to is null");
  }
}
