// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples;

import static io.nightjar.SocketType.PUB;
import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.REQ;
import static io.nightjar.SocketType.SUB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.Context;
import io.nightjar.Message;
import io.nightjar.Proxy;
import io.nightjar.PubSocket;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.SubSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the samples of the pages in {@code docs}. */
class GuideSamplesTest {
  private static final String FREE = "tcp://127.0.0.1:*";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Context context = Context.create();

  @AfterEach
  void close() {
    context.close(Duration.ZERO);
  }

  private PushSocket pushTo(PullSocket pull) {
    PushSocket push = context.socket(PUSH);
    push.connect(pull.bind(FREE).address());
    return push;
  }

  @Test
  void helloIsAnswered() throws Exception {
    assertThat(GuideSamples.hello()).isEqualTo("hello world");
  }

  @Test
  void messagesHaveFrames() {
    assertThat(GuideSamples.messages())
        .isEqualTo(Message.of("weather.fr", "sunny", "end", "weather.fr25"));
  }

  @Test
  void timeoutsAreNullOrExceptions() throws Exception {
    assertThat(GuideSamples.timeouts(context.socket(PULL))).isNull();
  }

  @Test
  void manyRequestsAreInFlight() {
    RepSocket rep = context.socket(REP);
    rep.serve(4, request -> request.append("seen").prepend("re " + request.text()));
    ReqSocket req = context.socket(REQ);
    req.connect(rep.bind(FREE).address());
    assertThat(GuideSamples.inFlight(req))
        .hasSize(100)
        .extracting(Message::text)
        .startsWith("re question 0", "re question 1");
  }

  @Test
  void aHandlerRunsOnThreads() throws Exception {
    RepSocket rep = context.socket(REP);
    ReqSocket req = context.socket(REQ);
    req.connect(rep.bind(FREE).address());
    GuideSamples.serveOnThreads(rep, req);
    assertThat(rep.isClosed()).isFalse();
  }

  @Test
  void aPollerServesTwoSockets() throws Exception {
    PullSocket tasks = context.socket(PULL);
    SubSocket control = context.socket(SUB);
    PubSocket stop = context.socket(PUB);
    PushSocket push = pushTo(tasks);
    control.subscribe("");
    control.connect(stop.bind(FREE).address());
    assertThat(stop.awaitSubscribers(1, PATIENCE)).isTrue();
    CompletableFuture<Integer> polling =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return GuideSamples.poll(context, tasks, control);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    for (int i = 0; i < 3; i++) {
      push.send("task " + i);
    }
    await().atMost(PATIENCE).until(() -> tasks.stats().received() == 3);
    stop.send("stop");
    assertThat(polling.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(3);
  }

  @Test
  void aProxyPassesRequests() throws Exception {
    try (Proxy proxy = GuideSamples.proxy(context, "inproc://front", "inproc://back")) {
      RepSocket rep = context.socket(REP);
      rep.connect("inproc://back");
      rep.serve(request -> request);
      ReqSocket req = context.socket(REQ);
      req.connect("inproc://front");
      assertThat(req.request("through", PATIENCE)).isEqualTo("through");
      await().atMost(PATIENCE).until(() -> proxy.forwarded() == 1);
    }
  }

  @Test
  void aMonitorTellsWhyAHandshakeFailed() {
    RepSocket rep = context.socket(REP);
    PushSocket push = context.socket(PUSH);
    ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    GuideSamples.monitor(push, log::add);
    push.connect(rep.bind(FREE).address());
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(log)
                    .anyMatch(line -> line.contains("a REP socket cannot talk to our PUSH")));
  }

  @Test
  void statisticsCountPeers() throws Exception {
    PullSocket pull = context.socket(PULL);
    PushSocket push = pushTo(pull);
    push.send("one");
    assertThat(pull.receiveString()).isEqualTo("one");
    assertThat(GuideSamples.stats(push)).isZero();
  }

  @Test
  void aCloseReports() {
    assertThat(GuideSamples.close(Context.create())).isZero();
  }

  @Test
  void futuresComplete() throws Exception {
    PullSocket pull = context.socket(PULL);
    PushSocket push = pushTo(pull);
    GuideSamples.async(pull, push).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Test
  void anInterruptEndsAWorker() throws Exception {
    PullSocket pull = context.socket(PULL);
    Thread worker = new Thread(() -> GuideSamples.cancellable(pull, message -> {}));
    worker.start();
    worker.interrupt();
    worker.join(PATIENCE.toMillis());
    assertThat(worker.isAlive()).isFalse();
    assertThat(pull.isClosed()).isFalse();
  }

  @Test
  void aMultipartMessageIsInTheException() throws Exception {
    PullSocket pull = context.socket(PULL);
    pushTo(pull).send("a", "b");
    assertThat(GuideSamples.whole(pull)).isEqualTo(Message.of("a", "b"));
  }

  @Test
  void patternsWork() throws Exception {
    assertThat(GuideSamples.pair(context)).isEqualTo("step 1 done");
    assertThat(GuideSamples.pushPull(context)).isEqualTo(List.of("task 1", "task 2"));
    assertThat(GuideSamples.pubSub(context)).isEqualTo(Message.of("news.sports", "2:1"));
    assertThat(GuideSamples.xpub(context))
        .containsExactly(Message.of("\001news."), Message.of("news.sports", "2:1"));
    assertThat(GuideSamples.reqRep(context)).isEqualTo("World from Hello");
    assertThat(GuideSamples.routerDealer(context)).isEqualTo(Message.of("job 1"));
  }

  @Test
  void endpointsOfAllTransports(@TempDir Path folder) throws Exception {
    PullSocket pull = context.socket(PULL);
    assertThat(GuideSamples.bindings(context, pull, folder.resolve("tasks").toString())).isTrue();
  }
}
