// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.DEALER;
import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.REQ;
import static io.nightjar.SocketType.ROUTER;
import static io.nightjar.SocketType.SUB;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nightjar.CloseReport;
import io.nightjar.ClosedException;
import io.nightjar.Connection;
import io.nightjar.Context;
import io.nightjar.DealerSocket;
import io.nightjar.ErrorCode;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.Poller;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.Request;
import io.nightjar.RouterSocket;
import io.nightjar.Socket;
import io.nightjar.SocketEvent;
import io.nightjar.SubSocket;
import io.nightjar.Subscription;
import io.nightjar.TooManySocketsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The end of sockets and contexts: who waits, leaves; what was sent, arrives; and all is told. */
class CloseTest extends EngineTest {
  private static final Message BIG = Message.wrap(new byte[64 * 1024]);

  static List<BlockingCall> calls() {
    return BlockingCall.all();
  }

  // ---- who waits, leaves ----

  @ParameterizedTest
  @MethodSource("calls")
  void closingASocketEndsACall(BlockingCall call) throws Exception {
    Socket socket = socket(call.type());
    Call<Object> waiting = Call.blocked(() -> call.task().run(socket));

    socket.close();

    assertThat(waiting.failure())
        .isInstanceOfSatisfying(
            ClosedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENOTSOCK))
        .hasMessage("this " + call.type() + " socket was closed");
  }

  @ParameterizedTest
  @MethodSource("calls")
  void closingTheContextEndsACall(BlockingCall call) throws Exception {
    Socket socket = socket(call.type());
    Call<Object> waiting = Call.blocked(() -> call.task().run(socket));

    context.close();

    assertThat(waiting.failure())
        .isInstanceOfSatisfying(
            ClosedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ETERM))
        .hasMessage("the context of this " + call.type() + " socket was closed");
  }

  @ParameterizedTest
  @MethodSource("calls")
  void aCallOnAClosedSocketFailsAtOnce(BlockingCall call) throws Exception {
    Socket socket = socket(call.type());
    socket.close();

    assertThat(Call.of(() -> call.task().run(socket)).failure())
        .isInstanceOf(ClosedException.class)
        .hasMessage("this " + call.type() + " socket was closed");
  }

  @OverAllTransports
  void closingASocketEndsAReceiveThatHasAPeer(String endpoint) throws Exception {
    PullSocket pull = socket(PULL);
    link(pull, socket(PUSH), endpoint);
    Call<Message> first = Call.blocked(pull::receive);
    Call<Message> second = Call.blocked(pull::receive);
    Call<Message> third = Call.blocked(() -> pull.tryReceive(SOON));

    pull.close();

    assertThat(first.failure()).isInstanceOf(ClosedException.class);
    assertThat(second.failure()).isInstanceOf(ClosedException.class);
    assertThat(third.failure()).isInstanceOf(ClosedException.class);
  }

  @OverAllTransports
  void closingASocketEndsASendToAFullPeer(String endpoint) throws Exception {
    PushSocket push = narrow(socket(PUSH), 1);
    link(narrow(socket(PULL), 1), push, endpoint);
    fill(push, BIG, 10_000);
    Call<Object> waiting =
        Call.blocked(
            () -> {
              push.send(BIG);
              return "sent";
            });

    push.close(Duration.ZERO);

    assertThat(waiting.failure()).isInstanceOf(ClosedException.class);
  }

  @OverAllTransports
  void closingASocketEndsARequestThatWaitsForItsReply(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    link(rep, req, endpoint);
    Call<Message> waiting = Call.of(() -> req.request(Message.of("question"), SOON));
    try (Request request = rep.accept()) {
      assertThat(request.text()).isEqualTo("question");

      req.close();

      assertThat(waiting.failure()).isInstanceOf(ClosedException.class);
    }
  }

  @Test
  void closingASocketEndsItsFutures() throws Exception {
    PullSocket pull = socket(PULL);
    PushSocket push = socket(PUSH);
    ReqSocket req = socket(REQ);
    CompletableFuture<Message> received = pull.receiveAsync();
    CompletableFuture<Void> sent = push.sendAsync(Message.of("message"));
    CompletableFuture<Message> replied = req.requestAsync(Message.of("question"));

    pull.close();
    push.close();
    req.close();

    for (CompletableFuture<?> future : List.of(received, sent, replied)) {
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(() -> future.orTimeout(5, SECONDS).join())
          .withCauseInstanceOf(ClosedException.class);
    }
  }

  @Test
  void futuresOfAClosedSocketHaveFailed() {
    PullSocket pull = socket(PULL);
    PushSocket push = socket(PUSH);
    pull.close();
    push.close();

    for (CompletableFuture<?> future :
        List.of(pull.receiveAsync(), push.sendAsync(Message.of("message")))) {
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(future::join)
          .withCauseInstanceOf(ClosedException.class);
    }
  }

  @Test
  void closingASocketWakesAPoller() throws Exception {
    PullSocket pull = socket(PULL);
    try (Poller poller = context.poller().add(pull, Poller.Interest.RECEIVE)) {
      Call<List<Poller.Ready>> waiting = Call.blocked(() -> poller.poll(SOON));

      pull.close();

      assertThat(waiting.value()).containsExactly(new Poller.Ready(pull, true, false));
    }
  }

  @Test
  void closingASocketEndsAnIteration() throws Exception {
    PullSocket pull = socket(PULL);
    Call<List<Message>> waiting =
        Call.blocked(
            () -> {
              List<Message> all = new ArrayList<>();
              pull.forEach(all::add);
              return all;
            });

    pull.close();

    assertThat(waiting.value()).isEmpty();
  }

  @Test
  void closingASocketEndsAWaitForItsConnection() throws Exception {
    PushSocket push = socket(PUSH);
    Connection connection = push.connect(nobodysPort());
    Call<Boolean> waiting = Call.blocked(() -> connection.ready(SOON));
    CompletableFuture<Connection> ready = connection.ready();

    push.close();

    assertThat(waiting.value()).isFalse();
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> ready.orTimeout(5, SECONDS).join())
        .withCauseInstanceOf(ClosedException.class);
    until("it is closed", () -> connection.state() == Connection.State.CLOSED);
  }

  // ---- again, and everything ----

  @Test
  void closingAgainIsHarmless() {
    PullSocket pull = socket(PULL);
    pull.close();
    pull.close();
    assertThat(pull.close(SOON)).isEqualTo(CloseReport.CLEAN);
    assertThat(pull.isClosed()).isTrue();

    context.close();
    context.close();
    assertThat(context.close(SOON)).isEqualTo(CloseReport.CLEAN);
    assertThat(context.isClosed()).isTrue();
  }

  @Test
  void aContextClosesItsSocketsAndMakesNoMore() {
    PullSocket pull = socket(PULL);
    PushSocket push = socket(PUSH);
    context.close();

    assertThat(pull.isClosed()).isTrue();
    assertThat(push.isClosed()).isTrue();
    assertThatExceptionOfType(ClosedException.class)
        .isThrownBy(() -> socket(PULL))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ETERM));
  }

  @Test
  void aClosedSocketSaysSoWhateverIsAskedOfIt() {
    SubSocket sub = socket(SUB);
    Subscription held = sub.subscribe("topic");
    sub.close();
    held.close();
    held.close();

    assertThatExceptionOfType(ClosedException.class)
        .isThrownBy(() -> sub.bind("inproc://x"))
        .withMessage("this SUB socket was closed");
    assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> sub.connect("inproc://x"));
    assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> sub.subscribe("x"));
    assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> sub.set(Options.RCVHWM, 1));
    assertThatExceptionOfType(ClosedException.class).isThrownBy(sub::tryReceive);
    assertThatExceptionOfType(ClosedException.class)
        .isThrownBy(() -> sub.drainTo(new ArrayList<>(), 1));
    assertThat(sub.isReadable()).isFalse();
    assertThat(sub.isWritable()).isFalse();
    assertThat(sub.stats().peers()).isEmpty();
  }

  @Test
  void aContextHasNoMoreSocketsThanItMay() {
    Context small = Context.builder().threadNamePrefix(prefix + "-small").maxSockets(2).build();
    try (small) {
      PullSocket first = small.socket(PULL);
      small.socket(PULL);
      assertThatExceptionOfType(TooManySocketsException.class)
          .isThrownBy(() -> small.socket(PULL))
          .withMessageContaining("2 sockets")
          .withMessageContaining("maxSockets")
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.EMFILE));

      first.close(SOON);
      assertThat(small.socket(PULL).isClosed()).isFalse();
    }
  }

  @Test
  void manyContextsLiveSideBySide() throws Exception {
    try (Context other = Context.builder().threadNamePrefix(prefix + "-other").build()) {
      PullSocket here = socket(PULL);
      PullSocket there = other.socket(PULL);
      here.bind("inproc://same");
      there.bind("inproc://same");
      PushSocket push = other.socket(PUSH);
      push.connect("inproc://same");
      push.send("message");
      assertThat(next(there)).isEqualTo("message");
      assertThat(here.tryReceive()).isNull();
    }
  }

  // ---- what was sent, arrives ----

  @OverStreams
  void aClosedSocketStillDelivers(String endpoint, @TempDir Path folder) throws Exception {
    String address =
        endpoint.startsWith("tcp") ? nobodysPort() : "ipc://" + folder.resolve("socket");
    PushSocket push = socket(PUSH);
    push.connect(address);
    for (int i = 0; i < 10; i++) {
      push.send("message " + i);
    }
    push.close();

    PullSocket pull = socket(PULL);
    pull.bind(address);
    for (int i = 0; i < 10; i++) {
      assertThat(next(pull)).isEqualTo("message " + i);
    }
  }

  @OverAllTransports
  void whatWasSentToAPeerArrivesAfterTheClose(String endpoint) throws Exception {
    PullSocket pull = socket(PULL);
    PushSocket push = socket(PUSH);
    link(pull, push, endpoint);
    for (int i = 0; i < 100; i++) {
      push.send("message " + i);
    }

    assertThat(push.close(SOON)).isEqualTo(CloseReport.CLEAN);

    for (int i = 0; i < 100; i++) {
      assertThat(next(pull)).isEqualTo("message " + i);
    }
  }

  @OverAllTransports
  void anAcceptingSocketDeliversAfterItsCloseToo(String endpoint) throws Exception {
    PushSocket push = socket(PUSH);
    PullSocket pull = socket(PULL);
    link(push, pull, endpoint);
    for (int i = 0; i < 100; i++) {
      push.send("message " + i);
    }

    assertThat(push.close(SOON)).isEqualTo(CloseReport.CLEAN);

    for (int i = 0; i < 100; i++) {
      assertThat(next(pull)).isEqualTo("message " + i);
    }
  }

  // ---- and all is told ----

  @Test
  void messagesForAPeerThatNeverCameAreReported() throws Exception {
    PushSocket push = socket(PUSH);
    push.connect(nobodysPort());
    push.send("one");
    push.send("two", "frames");
    push.send("three");

    long start = System.nanoTime();
    assertThat(push.close(Duration.ofMillis(50))).isEqualTo(new CloseReport(3, 0));
    assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(3).toNanos());
  }

  @Test
  void messagesForAnInprocPeerThatNeverCameAreReported() throws Exception {
    PushSocket push = socket(PUSH);
    push.connect("inproc://nobody");
    push.send("one");
    push.send("two", "frames");

    assertThat(push.close(Duration.ofMillis(50))).isEqualTo(new CloseReport(2, 0));
  }

  @OverAllTransports
  void messagesThatNobodyTookAreReported(String endpoint) throws Exception {
    PullSocket pull = socket(PULL);
    PushSocket push = socket(PUSH);
    link(pull, push, endpoint);
    for (int i = 0; i < 5; i++) {
      push.send("message " + i);
    }
    push.flush();
    assertThat(next(pull)).isEqualTo("message 0");
    until("they are here", () -> pull.stats().receiveQueue() == 4);

    CloseReport report = pull.close(Duration.ZERO);

    assertThat(report).isEqualTo(new CloseReport(0, 4));
    assertThat(report.isClean()).isTrue();
  }

  @OverStreams
  void aFullPeerDoesNotHoldTheCloseAndWhatItMissesIsReported(String endpoint) throws Exception {
    PullSocket pull = narrow(socket(PULL), 1);
    PushSocket push = narrow(socket(PUSH), 20);
    link(pull, push, endpoint);
    int sent = fill(push, BIG, 100_000);

    long start = System.nanoTime();
    CloseReport report = push.close(Duration.ofMillis(50));
    assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(3).toNanos());

    int received = 0;
    while (pull.tryReceive(Duration.ofMillis(200)) != null) {
      received++;
    }
    assertThat(report.undelivered()).isPositive();
    assertThat(received + report.undelivered()).isEqualTo(sent);
  }

  @Test
  void withoutLingerAPeerThatNeverCameCostsNoTime() throws Exception {
    PushSocket push = socket(PUSH);
    push.set(Options.LINGER, Duration.ZERO);
    push.connect(nobodysPort());
    push.send("message");
    long start = System.nanoTime();
    push.close();
    context.close();
    assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(3).toNanos());
  }

  @Test
  void aContextThatDoesNotBlockGivesItsSocketsNoLinger() throws Exception {
    try (Context quick =
        Context.builder().threadNamePrefix(prefix + "-quick").blocky(false).build()) {
      PushSocket push = quick.socket(PUSH);
      assertThat(push.get(Options.LINGER)).isEqualTo(Duration.ZERO);
      push.connect(nobodysPort());
      push.send("message");
    }
  }

  @Test
  void aContextReportsForAllItsSockets() throws Exception {
    for (int i = 0; i < 3; i++) {
      PushSocket push = socket(PUSH);
      push.connect(nobodysPort());
      push.send("message");
    }
    assertThat(context.close(Duration.ofMillis(20))).isEqualTo(new CloseReport(3, 0));
  }

  @Test
  void aTimeLimitShortensACloseThatWaits() throws Exception {
    PushSocket push = socket(PUSH);
    push.connect(nobodysPort());
    push.send("message");
    push.close();
    Call<Object> waiting =
        Call.blocked(
            () -> {
              context.close();
              return "closed";
            });
    assertThat(context.close(Duration.ZERO).undelivered()).isEqualTo(1);
    assertThat(waiting.value()).isEqualTo("closed");
  }

  // ---- disconnecting ----

  @OverAllTransports
  void aDisconnectedPeerGetsNothingMore(String endpoint) throws Exception {
    DealerSocket dealer = socket(DEALER);
    RouterSocket first = socket(ROUTER);
    RouterSocket second = socket(ROUTER);
    link(first, dealer, endpoint);
    String other = endpoint.startsWith("inproc") ? "inproc://other" : endpoint;
    link(second, dealer, other);

    dealer.disconnect(first.lastEndpoint());
    until("it is gone", () -> first.stats().peers().isEmpty());

    for (int i = 0; i < 4; i++) {
      dealer.send("message " + i);
    }
    for (int i = 0; i < 4; i++) {
      assertThat(second.receive().text(1)).isEqualTo("message " + i);
    }
    assertThat(first.tryReceive()).isNull();
  }

  @OverAllTransports
  void whatWasSentBeforeADisconnectStillArrives(String endpoint) throws Exception {
    PullSocket pull = socket(PULL);
    PushSocket push = socket(PUSH);
    Connection connection = link(pull, push, endpoint);
    for (int i = 0; i < 50; i++) {
      push.send("message " + i);
    }
    connection.close();
    for (int i = 0; i < 50; i++) {
      assertThat(next(pull)).isEqualTo("message " + i);
    }
    until("it is closed", () -> connection.state() == Connection.State.CLOSED);
    assertThat(push.trySend(Message.of("more"))).isFalse();
  }

  @Test
  void aConnectionThatWasNeverMadeCanBeClosedTwice() {
    PushSocket push = socket(PUSH);
    Connection connection = push.connect("ipc:///nonexistent/folder/socket");
    until("it failed once", () -> connection.lastError() != null);
    connection.close();
    connection.close();
    until("it is closed", () -> connection.state() == Connection.State.CLOSED);
    assertThat(connection.lastError()).isNotBlank();
  }

  @Test
  void aMonitorMayOutliveItsContext() throws Exception {
    Socket push = socket(PUSH);
    CountDownLatch stopped = new CountDownLatch(1);
    context.close(Duration.ZERO);
    Socket.Monitor monitor =
        push.monitor(
            event -> {
              if (event instanceof SocketEvent.MonitorStopped) {
                stopped.countDown();
              }
            });
    monitor.close();
    assertThat(stopped.await(SOON.toSeconds(), SECONDS)).isTrue();
  }
}
