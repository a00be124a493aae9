// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.nightjar.DealerSocket;
import io.nightjar.Message;
import io.nightjar.OutOfTurnException;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.Request;
import io.nightjar.Sender;
import io.nightjar.SocketType;
import io.nightjar.XSubSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Null is refused before anything is touched, with a text that names it. */
class NullTest extends EngineTest {
  private static final Message NO_MESSAGE = null;
  private static final byte[] NO_BYTES = null;
  private static final ByteBuffer NO_BUFFER = null;

  private static void refusesNull(Sender sender) {
    List<ThrowingCallable> mistakes =
        List.of(
            () -> sender.send(NO_MESSAGE),
            () -> sender.send(NO_BYTES),
            () -> sender.send(NO_BUFFER),
            () -> sender.trySend(NO_MESSAGE),
            () -> sender.trySend(NO_BYTES),
            () -> sender.trySend(NO_BUFFER),
            () -> sender.trySend(NO_MESSAGE, SOON),
            () -> sender.sendAsync(NO_MESSAGE));
    for (ThrowingCallable mistake : mistakes) {
      assertThatNullPointerException()
          .isThrownBy(mistake)
          .withMessageStartingWith("null cannot be sent: give a message");
    }
  }

  @OverAllTransports
  void aNullLeavesNothingInTheQueue(String endpoint) throws Exception {
    DealerSocket one = socket(SocketType.DEALER);
    DealerSocket two = socket(SocketType.DEALER);
    link(one, two, endpoint);
    refusesNull(one);
    one.send("after");
    assertThat(two.tryReceive(SOON)).isEqualTo(Message.of("after"));
  }

  @Test
  void anXsubRefusesNullToo() {
    XSubSocket sub = socket(SocketType.XSUB);
    refusesNull(sub);
  }

  @OverAllTransports
  void aNullRequestIsNotARequest(String endpoint) throws Exception {
    ReqSocket req = socket(SocketType.REQ);
    RepSocket rep = socket(SocketType.REP);
    link(rep, req, endpoint);
    refusesNull(req);
    List<ThrowingCallable> mistakes =
        List.of(() -> req.request(NO_MESSAGE, SOON), () -> req.requestAsync(NO_MESSAGE));
    for (ThrowingCallable mistake : mistakes) {
      assertThatNullPointerException()
          .isThrownBy(mistake)
          .withMessageStartingWith("null cannot be sent");
    }
    try (RepSocket.Serving serving = rep.serve(request -> request.append("served"))) {
      assertThat(serving).isNotNull();
      assertThat(req.request(Message.of("one"), SOON)).isEqualTo(Message.of("one", "served"));
      req.send("two");
      assertThat(next(req)).isEqualTo("two\nserved");
    }
  }

  @OverAllTransports
  void aNullReplyTouchesNoOtherReply(String endpoint) throws Exception {
    ReqSocket req = socket(SocketType.REQ);
    RepSocket rep = socket(SocketType.REP);
    link(rep, req, endpoint);
    CompletableFuture<Message> one = req.requestAsync(Message.of("one"));
    Request first = rep.accept();
    assertThatNullPointerException()
        .isThrownBy(() -> first.reply(NO_MESSAGE))
        .withMessageStartingWith("the reply is null")
        .withMessageContaining("a handler must return one");
    CompletableFuture<Message> two = req.requestAsync(Message.of("two"));
    rep.accept().reply("answer to two");
    assertThat(two.get(5, SECONDS)).isEqualTo(Message.of("answer to two"));
    assertThat(one).isNotDone();
    // The mistake answered nothing, so the answer can still be given, once.
    first.reply("answer to one");
    assertThat(one.get(5, SECONDS)).isEqualTo(Message.of("answer to one"));
    assertThatExceptionOfType(OutOfTurnException.class).isThrownBy(() -> first.reply("again"));
  }

  @OverAllTransports
  void aHandlerThatReturnsNullCostsItsRequestOnly(String endpoint) throws Exception {
    ReqSocket req = socket(SocketType.REQ);
    RepSocket rep = socket(SocketType.REP);
    link(rep, req, endpoint);
    AtomicInteger calls = new AtomicInteger();
    try (RepSocket.Serving serving =
        rep.serve(request -> calls.incrementAndGet() % 2 == 1 ? NO_MESSAGE : request)) {
      assertThat(serving).isNotNull();
      for (int i = 0; i < 3; i++) {
        assertThat(req.request("unanswered", Duration.ofMillis(50))).isNull();
        assertThat(req.request("answered " + i, SOON)).isEqualTo("answered " + i);
      }
    }
  }

  @Test
  void aNullInLockStepDoesNotTakeTheTurn() throws Exception {
    ReqSocket req = socket(SocketType.REQ);
    RepSocket rep = socket(SocketType.REP);
    link(rep, req, "inproc://here");
    refusesNull(req);
    req.send("question");
    assertThat(next(rep)).isEqualTo("question");
    refusesNull(rep);
    rep.send("answer");
    assertThat(next(req)).isEqualTo("answer");
  }
}
