// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.DEALER;
import static io.nightjar.SocketType.PUB;
import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.REQ;
import static io.nightjar.SocketType.ROUTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nightjar.DealerSocket;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.OutOfTurnException;
import io.nightjar.Proxy;
import io.nightjar.PubSocket;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.RouterSocket;
import io.nightjar.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a proxy outlives, and what ends it. */
class ProxyTest extends EngineTest {
  private static final String FRONT = "inproc://front";
  private static final String BACK = "inproc://back";

  private final RouterSocket front = socket(ROUTER);
  private final DealerSocket back = socket(DEALER);

  private void bind() {
    front.bind(FRONT);
    back.bind(BACK);
  }

  private void assertItServes() throws InterruptedException {
    RepSocket rep = socket(REP);
    rep.connect(BACK);
    rep.serve(request -> request.append("served"));
    ReqSocket req = socket(REQ);
    req.connect(FRONT);
    assertThat(req.request(Message.of("question"), SOON))
        .isEqualTo(Message.of("question", "served"));
  }

  @Test
  void dropsAMessageWithoutARoutingIdAndCountsIt() throws Exception {
    bind();
    try (Proxy proxy = Proxy.start(front, back)) {
      DealerSocket worker = socket(DEALER);
      worker.connect(BACK);
      worker.send("one frame");
      until("it is dropped", () -> proxy.dropped() == 1);
      worker.close(Duration.ZERO);
      assertItServes();
      // A message is counted when it has been passed on, and may have arrived before that.
      until("they are counted", () -> proxy.forwarded() == 1 && proxy.returned() == 1);
      assertThat(proxy.failure()).isNull();
    }
  }

  @Test
  void dropsAReplyToAClientThatHasGone() throws Exception {
    front.set(Options.ROUTER_MANDATORY, true);
    bind();
    try (Proxy proxy = Proxy.start(front, back)) {
      DealerSocket worker = socket(DEALER);
      worker.connect(BACK);
      worker.send("nobody", "", "late reply");
      until("it is dropped", () -> proxy.dropped() == 1);
      worker.close(Duration.ZERO);
      assertItServes();
    }
  }

  @Test
  void waitsOnWhereItsSocketsWouldTimeOut() throws Exception {
    PullSocket in = socket(PULL);
    PushSocket out = socket(PUSH);
    in.set(Options.RCVTIMEO, Duration.ofMillis(1));
    out.set(Options.SNDTIMEO, Duration.ofMillis(1));
    in.bind(FRONT);
    out.bind(BACK);
    try (Proxy proxy = Proxy.start(in, out)) {
      Call<Boolean> ended =
          Call.blocked(
              () -> {
                proxy.await();
                return true;
              });
      PullSocket unused = socket(PULL);
      assertNothingComes(unused);
      PushSocket push = socket(PUSH);
      push.connect(FRONT);
      push.send("message");
      assertNothingComes(unused);
      assertThat(ended.isDone()).isFalse();
      PullSocket pull = socket(PULL);
      pull.connect(BACK);
      assertThat(next(pull)).isEqualTo("message");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void endsWhenAnyOfItsSocketsIsClosed(int which) throws Exception {
    bind();
    PubSocket capture = socket(PUB);
    List<Socket> sockets = List.of(front, back, capture);
    Proxy proxy = Proxy.start(front, back, capture);
    sockets.get(which).close();
    assertEnds(proxy);
    assertThat(proxy.failure()).isNull();
    proxy.close();
  }

  @Test
  void endsWhenOneSocketIsClosedWhileItWaitsToSendToTheOther() throws Exception {
    bind();
    DealerSocket client = socket(DEALER);
    client.connect(FRONT);
    Proxy proxy = Proxy.start(front, back);
    client.send("a message for which there is no worker");
    until("it is taken", () -> front.stats().received() == 1);
    front.close();
    assertEnds(proxy);
  }

  @Test
  void endsWhenTheOnlySocketItSendsToIsClosed() throws Exception {
    PullSocket in = socket(PULL);
    PushSocket out = socket(PUSH);
    in.bind(FRONT);
    Proxy proxy = Proxy.start(in, out);
    out.close();
    assertEnds(proxy);
  }

  private void assertEnds(Proxy proxy) throws InterruptedException {
    Call<Boolean> end =
        Call.of(
            () -> {
              proxy.await();
              return true;
            });
    assertThat(end.value()).isTrue();
    until(
        "its threads are gone",
        () -> threads().stream().noneMatch(name -> name.contains("-proxy-")));
  }

  @Test
  void tellsWhyItEndedByItself() throws Exception {
    RepSocket rep = socket(REP);
    ReqSocket req = socket(REQ);
    Proxy proxy = Proxy.start(rep, req);
    // A REQ receives only after it has sent.
    assertEnds(proxy);
    assertThat(proxy.failure()).isInstanceOf(OutOfTurnException.class);
    proxy.close();
    assertThat(proxy.failure()).isInstanceOf(OutOfTurnException.class);

    Call<Boolean> run =
        Call.of(
            () -> {
              Proxy.run(rep, req);
              return true;
            });
    assertThat(run.failure())
        .isInstanceOf(IllegalStateException.class)
        .hasCauseInstanceOf(OutOfTurnException.class);
  }

  @Test
  void needsADirection() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Proxy.start(socket(PULL), socket(PULL)))
        .withMessageContaining("one must receive and the other send");
  }
}
