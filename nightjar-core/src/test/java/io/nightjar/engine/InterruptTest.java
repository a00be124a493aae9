// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.REQ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nightjar.Connection;
import io.nightjar.Message;
import io.nightjar.Poller;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.Request;
import io.nightjar.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Interrupting a call that waits ends that call and nothing else. */
class InterruptTest extends EngineTest {
  static List<BlockingCall> calls() {
    return BlockingCall.all();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void endsACallThatWaits(BlockingCall call) throws Exception {
    Socket socket = socket(call.type());
    Call<Object> waiting = Call.blocked(() -> call.task().run(socket));

    waiting.interrupt();

    assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
    assertThat(socket.isClosed()).isFalse();
    // And the socket is usable: another call waits and is interrupted as well.
    Call<Object> again = Call.blocked(() -> call.task().run(socket));
    again.interrupt();
    assertThat(again.failure()).isInstanceOf(InterruptedException.class);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void beforeACallEndsItWhereItWouldWait(BlockingCall call) throws Exception {
    Socket socket = socket(call.type());
    Call<Boolean> waiting =
        Call.of(
            () -> {
              Thread.currentThread().interrupt();
              assertThatExceptionOfType(InterruptedException.class)
                  .isThrownBy(() -> call.task().run(socket));
              return Thread.currentThread().isInterrupted();
            });
    assertThat(waiting.value()).as("the flag is still set").isFalse();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void byCancellingAFutureEndsTheCall(BlockingCall call) throws Exception {
    Socket socket = socket(call.type());
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      CompletableFuture<Throwable> thrown = new CompletableFuture<>();
      Future<?> future =
          executor.submit(
              () -> {
                try {
                  call.task().run(socket);
                } catch (Throwable e) {
                  thrown.complete(e);
                }
              });
      assertThat(future.isDone()).isFalse();
      future.cancel(true);
      // It may not have begun yet, and then never will.
      executor.submit(() -> thrown.complete(new InterruptedException())).get(5, TimeUnit.SECONDS);
      assertThat(thrown.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    } finally {
      executor.shutdownNow();
    }
  }

  @OverAllTransports
  void leavesAMessageThatIsHereToTheCallerAndItsFlagAlone(String endpoint) throws Exception {
    PullSocket pull = socket(PULL);
    PushSocket push = socket(PUSH);
    link(pull, push, endpoint);
    push.send("message");
    push.flush();
    until("it is here", pull::isReadable);
    Call<Boolean> call =
        Call.of(
            () -> {
              Thread.currentThread().interrupt();
              assertThat(pull.receive()).isEqualTo(Message.of("message"));
              push.send("another");
              return Thread.currentThread().isInterrupted();
            });
    assertThat(call.value()).as("the flag is still set").isTrue();
    assertThat(next(pull)).isEqualTo("another");
  }

  @OverAllTransports
  void losesNoMessage(String endpoint) throws Exception {
    PullSocket pull = socket(PULL);
    PushSocket push = socket(PUSH);
    link(pull, push, endpoint);
    int count = 200;
    List<String> received = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Call<Message> call = Call.of(pull::receive);
      push.send("message " + i);
      call.interrupt();
      call.join();
      try {
        received.add(call.value().text());
      } catch (AssertionError interrupted) {
        assertThat(interrupted).hasCauseInstanceOf(InterruptedException.class);
      }
    }
    received.addAll(next(pull, count - received.size()));
    for (int i = 0; i < count; i++) {
      assertThat(received.get(i)).isEqualTo("message " + i);
    }
    assertThat(pull.tryReceive()).isNull();
    assertThat(pull.stats().received()).isEqualTo(count);
  }

  @OverAllTransports
  void ofAReceiverWithAPeerLeavesTheSocketUsable(String endpoint) throws Exception {
    PullSocket pull = socket(PULL);
    PushSocket push = socket(PUSH);
    link(pull, push, endpoint);
    for (int i = 0; i < 5; i++) {
      Call<Message> call = Call.blocked(pull::receive);
      call.interrupt();
      assertThat(call.failure()).isInstanceOf(InterruptedException.class);
      push.send("message");
      assertThat(next(pull)).isEqualTo("message");
    }
  }

  @OverAllTransports
  void ofASenderWithAFullPeerSendsNothing(String endpoint) throws Exception {
    PullSocket pull = narrow(socket(PULL), 1);
    PushSocket push = narrow(socket(PUSH), 1);
    link(pull, push, endpoint);
    Message big = Message.wrap(new byte[64 * 1024]);
    int sent = fill(push, big, 10_000);
    Call<Object> call =
        Call.blocked(
            () -> {
              push.send(Message.of("never"));
              return "sent";
            });
    call.interrupt();
    assertThat(call.failure()).isInstanceOf(InterruptedException.class);
    for (int i = 0; i < sent; i++) {
      assertThat(pull.tryReceive(SOON)).as("message %s of %s", i, sent).isEqualTo(big);
    }
    push.send("after");
    assertThat(next(pull)).isEqualTo("after");
  }

  @OverAllTransports
  void ofARequestAbandonsItsReplyOnly(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    link(rep, req, endpoint);
    Call<Message> call = Call.of(() -> req.request(Message.of("one"), SOON));
    try (Request request = rep.accept()) {
      call.interrupt();
      assertThat(call.failure()).isInstanceOf(InterruptedException.class);
      request.reply("late");
    }
    Call<Message> again = Call.of(() -> req.request(Message.of("two"), SOON));
    try (Request request = rep.accept()) {
      assertThat(request.text()).isEqualTo("two");
      request.reply("in time");
    }
    assertThat(again.value()).isEqualTo(Message.of("in time"));
  }

  @Test
  void endsAPollAndAWaitForAConnection() throws Exception {
    PullSocket pull = socket(PULL);
    try (Poller poller = context.poller().add(pull, Poller.Interest.RECEIVE)) {
      Call<List<Poller.Ready>> call = Call.blocked(() -> poller.poll(SOON));
      call.interrupt();
      assertThat(call.failure()).isInstanceOf(InterruptedException.class);
    }
    Connection connection = pull.connect("inproc://nobody");
    Call<Boolean> call = Call.blocked(() -> connection.ready(SOON));
    call.interrupt();
    assertThat(call.failure()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void endsAnIterationAndLeavesTheFlagSet() throws Exception {
    PullSocket pull = socket(PULL);
    Call<Boolean> call =
        Call.blocked(
            () -> {
              for (Message message : pull) {
                throw new AssertionError(message);
              }
              return Thread.currentThread().isInterrupted();
            });
    call.interrupt();
    assertThat(call.value()).isTrue();
  }

  @Test
  void ofOneWaitingThreadLeavesTheOthers() throws Exception {
    PullSocket pull = socket(PULL);
    PushSocket push = socket(PUSH);
    link(pull, push, "tcp://127.0.0.1:0");
    List<Call<Message>> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      calls.add(Call.blocked(pull::receive));
    }
    calls.get(0).interrupt();
    assertThat(calls.get(0).failure()).isInstanceOf(InterruptedException.class);
    for (int i = 1; i < 4; i++) {
      push.send("message");
    }
    for (int i = 1; i < 4; i++) {
      assertThat(calls.get(i).value()).isEqualTo(Message.of("message"));
    }
  }
}
