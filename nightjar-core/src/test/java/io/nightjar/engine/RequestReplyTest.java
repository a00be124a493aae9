// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.SocketType.DEALER;
import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.REQ;
import static io.nightjar.SocketType.ROUTER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nightjar.ClosedException;
import io.nightjar.Context;
import io.nightjar.DealerSocket;
import io.nightjar.ErrorCode;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.OutOfTurnException;
import io.nightjar.Proxy;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.Request;
import io.nightjar.RouterSocket;
import io.nightjar.TimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** REQ and REP, in lock step and with many requests in flight. */
class RequestReplyTest extends EngineTest {
  // ---- lock step ----

  @OverAllTransports
  void aRequestGetsItsReply(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    link(rep, req, endpoint);
    for (int i = 0; i < 20; i++) {
      req.send("question", "" + i);
      assertThat(next(rep)).isEqualTo("question\n" + i);
      rep.send("answer", "" + i);
      assertThat(next(req)).isEqualTo("answer\n" + i);
    }
  }

  @Test
  void reqAndRepInsistOnTheirTurn() throws Exception {
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    link(rep, req, "inproc://here");

    assertThatExceptionOfType(OutOfTurnException.class)
        .isThrownBy(req::tryReceive)
        .withMessage(
            "a REQ socket has sent no request to receive a reply for: call send before receive")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.EFSM));
    assertThatExceptionOfType(OutOfTurnException.class)
        .isThrownBy(() -> rep.send("early"))
        .withMessage("a REP socket has no request to reply to: call receive before send");
    req.send("question");
    assertThat(req.isWritable()).isFalse();
    assertThatExceptionOfType(OutOfTurnException.class)
        .isThrownBy(() -> req.send("another"))
        .withMessageContaining("REQ_RELAXED")
        .withMessageContaining("receive");
    assertThat(next(rep)).isEqualTo("question");
    assertThatExceptionOfType(OutOfTurnException.class)
        .isThrownBy(rep::tryReceive)
        .withMessageContaining("accept");
    rep.send("answer");
    assertThat(next(req)).isEqualTo("answer");
    assertThatExceptionOfType(OutOfTurnException.class).isThrownBy(req::receive);
    req.send("next");
    assertThat(next(rep)).isEqualTo("next");
  }

  @OverAllTransports
  void aRequestGoesToThePeersInTurn(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    List<RepSocket> reps = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      RepSocket rep = socket(REP);
      reps.add(rep);
      link(rep, req, endpoint.startsWith("inproc") ? endpoint + i : endpoint);
    }
    int[] counts = new int[2];
    for (int i = 0; i < 10; i++) {
      req.send("question");
      until("it is somewhere", () -> reps.get(0).isReadable() || reps.get(1).isReadable());
      int who = reps.get(0).isReadable() ? 0 : 1;
      counts[who]++;
      assertThat(next(reps.get(who))).isEqualTo("question");
      reps.get(who).send("answer");
      assertThat(next(req)).isEqualTo("answer");
    }
    assertThat(counts).containsExactly(5, 5);
  }

  @OverAllTransports
  void aRelaxedReqAbandonsTheFirstRequest(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    req.set(Options.REQ_RELAXED, true).set(Options.REQ_CORRELATE, true);
    RepSocket rep = socket(REP);
    link(rep, req, endpoint);
    req.send("one");
    assertThat(next(rep)).isEqualTo("one");
    req.send("two");
    rep.send("answer to one");
    assertThat(next(rep)).isEqualTo("two");
    rep.send("answer to two");
    assertThat(next(req)).isEqualTo("answer to two");
    assertThat(req.stats().filtered()).isEqualTo(1);
  }

  @OverAllTransports
  void aReplyIsTakenOnlyFromThePeerThatWasAsked(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    req.set(Options.ROUTING_ID, "req".getBytes(UTF_8));
    RouterSocket first = socket(ROUTER);
    RouterSocket second = socket(ROUTER);
    link(first, req, endpoint);
    link(second, req, endpoint.startsWith("inproc") ? "inproc://second" : endpoint);
    for (int i = 1; i <= 4; i++) {
      req.send("question");
      until("it is somewhere", () -> first.isReadable() || second.isReadable());
      RouterSocket asked = first.isReadable() ? first : second;
      RouterSocket other = asked == first ? second : first;
      assertThat(next(asked)).isEqualTo("req\n\nquestion");
      other.send("req", "", "forged");
      int forged = i;
      until("it is dropped", () -> !req.isReadable() && req.stats().filtered() == forged);
      asked.send("req", "", "answer");
      assertThat(next(req)).isEqualTo("answer");
    }
  }

  @OverAllTransports
  void aReplyIsTakenFromAnyPeerWhenTheOneThatWasAskedIsLost(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    req.set(Options.ROUTING_ID, "req".getBytes(UTF_8));
    String address = req.bind(endpoint).address();
    RouterSocket first = socket(ROUTER);
    RouterSocket second = socket(ROUTER);
    join(req, first, address);
    join(req, second, address);
    req.send("question");
    until("it is somewhere", () -> first.isReadable() || second.isReadable());
    RouterSocket asked = first.isReadable() ? first : second;
    RouterSocket other = asked == first ? second : first;
    asked.close(Duration.ZERO);
    until("it is gone", () -> req.stats().peers().size() == 1);
    other.send("req", "", "answer of another");
    assertThat(next(req)).isEqualTo("answer of another");
    req.send("next question");
    assertThat(next(other)).isEqualTo("req\n\nnext question");
    other.send("req", "", "answer");
    assertThat(next(req)).isEqualTo("answer");
  }

  @OverAllTransports
  void theLateReplyOfAnAbandonedRequestVanishes(String endpoint) throws Exception {
    ReqSocket req = relaxed();
    RouterSocket router = socket(ROUTER);
    link(router, req, endpoint);
    lateReplyVanishes(req, router);
  }

  @OverAllTransports
  void aLateReplyVanishesAlsoWhereTheRepConnects(String endpoint) throws Exception {
    ReqSocket req = relaxed();
    RouterSocket router = socket(ROUTER);
    router.set(Options.RECONNECT_IVL, Duration.ofMillis(5));
    link(req, router, endpoint);
    lateReplyVanishes(req, router);
  }

  private ReqSocket relaxed() {
    ReqSocket req = socket(REQ);
    req.set(Options.REQ_RELAXED, true).set(Options.RECONNECT_IVL, Duration.ofMillis(5));
    return req;
  }

  private static void lateReplyVanishes(ReqSocket req, RouterSocket router) throws Exception {
    for (int i = 0; i < 5; i++) {
      req.send("abandoned");
      Message first = router.tryReceive(SOON);
      assertThat(first).isNotNull();
      assertThat(first.text(2)).isEqualTo("abandoned");
      // It is there already when the next request is made, or comes after that.
      boolean early = i % 2 == 0;
      if (early) {
        router.send(Message.of("", "late").prepend(first.bytes(0)));
        until("it is here", req::isReadable);
      }
      Call<String> sending = Call.of(() -> sent(() -> req.send("question")));
      if (!early) {
        router.send(Message.of("", "late").prepend(first.bytes(0)));
      }
      assertThat(sending.value()).isEqualTo("sent");
      Message second = router.tryReceive(SOON);
      assertThat(second).isNotNull();
      assertThat(second.text(2)).isEqualTo("question");
      router.send(Message.of("", "answer").prepend(second.bytes(0)));
      assertThat(next(req)).isEqualTo("answer");
    }
  }

  @OverAllTransports
  void aRequestAbandonedBeforeThereIsAPeerGetsNoReply(String endpoint, @TempDir Path folder)
      throws Exception {
    String address =
        endpoint.startsWith("tcp")
            ? nobodysPort()
            : endpoint.startsWith("ipc") ? "ipc://" + folder.resolve("socket") : endpoint;
    ReqSocket req = relaxed();
    req.connect(address);
    req.send("abandoned");
    assertThat(req.trySend(Message.of("question"))).isFalse();
    assertThat(req.isWritable()).isFalse();
    assertThatExceptionOfType(OutOfTurnException.class).isThrownBy(req::tryReceive);
    RouterSocket router = socket(ROUTER);
    Call<String> sending = Call.of(() -> sent(() -> req.send("question")));
    router.bind(address);
    String text = "";
    while (!text.equals("question")) {
      Message request = router.tryReceive(SOON);
      assertThat(request).isNotNull();
      text = request.text(2);
      router.send(Message.of("", "answer to " + text).prepend(request.bytes(0)));
    }
    assertThat(sending.value()).isEqualTo("sent");
    assertThat(next(req)).isEqualTo("answer to question");
  }

  @OverAllTransports
  void anAbandonedRequestLeavesOtherPeersAlone(String endpoint) throws Exception {
    ReqSocket req = relaxed();
    RouterSocket first = socket(ROUTER);
    RouterSocket second = socket(ROUTER);
    link(first, req, endpoint);
    link(second, req, endpoint.startsWith("inproc") ? "inproc://second" : endpoint);
    req.send("abandoned");
    until("it is somewhere", () -> first.isReadable() || second.isReadable());
    RouterSocket other = first.isReadable() ? second : first;
    assertThat(req.isWritable()).isTrue();
    assertThat(req.trySend(Message.of("question"))).isTrue();
    Message request = other.tryReceive(SOON);
    assertThat(request).isNotNull();
    other.send(Message.of("", "answer").prepend(request.bytes(0)));
    assertThat(next(req)).isEqualTo("answer");
  }

  private interface Sending {
    void send() throws InterruptedException;
  }

  private static String sent(Sending sending) throws InterruptedException {
    sending.send();
    return "sent";
  }

  @OverAllTransports
  void correlatedRequestsCarryAnId(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    req.set(Options.REQ_CORRELATE, true);
    DealerSocket dealer = socket(DEALER);
    RouterSocket router = socket(ROUTER);
    link(router, req, endpoint);
    req.send("question");
    Message request = router.tryReceive(SOON);
    assertThat(request).isNotNull();
    assertThat(request.size()).isEqualTo(4);
    assertThat(request.length(1)).isEqualTo(4);
    assertThat(request.length(2)).isZero();
    assertThat(request.text(3)).isEqualTo("question");
    Message wrong =
        Message.wrap(request.bytes(0), new byte[] {1, 2, 3, 4}, new byte[0], new byte[] {'x'});
    router.send(wrong);
    router.send(Message.wrap(request.bytes(0), request.bytes(1), new byte[0], new byte[] {'y'}));
    assertThat(next(req)).isEqualTo("y");
    dealer.close();
  }

  @OverAllTransports
  void aPlainRequestIsADelimiterAndTheBody(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    RouterSocket router = socket(ROUTER);
    link(router, req, endpoint);
    req.send("question", "more");
    Message request = router.tryReceive(SOON);
    assertThat(request).isNotNull();
    assertThat(request.dropFrames(1)).isEqualTo(Message.of("", "question", "more"));
    router.send(Message.of("", "answer").prepend(request.bytes(0)));
    assertThat(next(req)).isEqualTo("answer");
  }

  @OverAllTransports
  void repIgnoresMessagesWithoutADelimiter(String endpoint) throws Exception {
    DealerSocket dealer = socket(DEALER);
    RepSocket rep = socket(REP);
    link(rep, dealer, endpoint);
    dealer.send("no delimiter");
    dealer.send("no", "delimiter");
    dealer.send("a", "b", "", "body", "", "tail");
    assertThat(next(rep)).isEqualTo("body\n\ntail");
    assertThat(rep.stats().filtered()).isEqualTo(2);
    rep.send("answer");
    assertThat(dealer.tryReceive(SOON)).isEqualTo(Message.of("a", "b", "", "answer"));
  }

  @OverAllTransports
  void requestsPassThroughAProxy(String endpoint) throws Exception {
    RouterSocket front = socket(ROUTER);
    DealerSocket back = socket(DEALER);
    String frontAddress = front.bind(endpoint).address();
    String backAddress =
        back.bind(endpoint.startsWith("inproc") ? "inproc://back" : endpoint).address();
    try (Proxy proxy = Proxy.start(front, back)) {
      assertThat(threads()).contains(prefix + "-proxy-there", prefix + "-proxy-back");
      List<ReqSocket> reqs = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        RepSocket rep = socket(REP);
        rep.connect(backAddress);
        rep.serve(request -> request.append("served"));
        ReqSocket req = socket(REQ);
        req.connect(frontAddress);
        reqs.add(req);
      }
      assertThat(back.awaitPeers(3, SOON)).isTrue();
      for (int i = 0; i < 30; i++) {
        ReqSocket req = reqs.get(i % 3);
        if (i % 2 == 0) {
          req.send("question " + i);
          assertThat(next(req)).isEqualTo("question " + i + "\nserved");
        } else {
          assertThat(req.request(Message.of("question " + i), SOON))
              .isEqualTo(Message.of("question " + i, "served"));
        }
      }
      until("all are counted", () -> proxy.forwarded() == 30 && proxy.returned() == 30);
    }
  }

  @OverStreams
  void aRelaxedReqAsksAnotherPeerWhenTheFirstIsLost(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    req.set(Options.REQ_RELAXED, true);
    RepSocket first = socket(REP);
    link(first, req, endpoint);
    req.send("question");
    assertThat(next(first)).isEqualTo("question");
    first.close(SOON);
    RepSocket second = socket(REP);
    link(second, req, endpoint);
    // The first pipe still queues, so what is sent may go to either; the second is asked in turn.
    req.send("again");
    req.send("and again");
    assertThat(next(second)).startsWith("a");
  }

  @Test
  void receivingGivesUpAfterItsTime() throws Exception {
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    link(rep, req, "tcp://127.0.0.1:0");
    req.set(Options.RCVTIMEO, Duration.ofMillis(20));
    req.send("question");
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(req::receive)
        .withMessageContaining("RCVTIMEO")
        .withMessageContaining("20 ms");
    assertThat(next(rep)).isEqualTo("question");
    rep.send("answer");
    assertThat(next(req)).isEqualTo("answer");
  }

  // ---- many in flight ----

  @OverAllTransports
  void manyRequestsAreInFlightAtOnce(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    link(rep, req, endpoint);
    int count = 100;
    List<CompletableFuture<Message>> replies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      replies.add(req.requestAsync(Message.of("question " + i)));
    }
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      requests.add(rep.accept());
    }
    Collections.reverse(requests);
    for (Request request : requests) {
      request.reply("answer to " + request.text());
    }
    for (int i = 0; i < count; i++) {
      assertThat(replies.get(i).get(5, SECONDS)).isEqualTo(Message.of("answer to question " + i));
    }
    assertThat(req.stats().received()).as("replies count as received").isEqualTo(count);
  }

  @OverAllTransports
  void manyThreadsShareAReq(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    link(rep, req, endpoint);
    try (RepSocket.Serving serving = rep.serve(4, request -> request.append("served"))) {
      List<Call<Integer>> calls = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        int thread = t;
        calls.add(
            Call.of(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    Message question = Message.of(thread + "/" + i);
                    assertThat(req.request(question, SOON)).isEqualTo(question.append("served"));
                  }
                  return 100;
                }));
      }
      for (Call<Integer> call : calls) {
        assertThat(call.value()).isEqualTo(100);
      }
      assertThat(serving).isNotNull();
    }
  }

  @OverAllTransports
  void aLateReplyIsDroppedAndCounted(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    link(rep, req, endpoint);
    assertThat(req.request("one", Duration.ofMillis(10))).isNull();
    try (Request late = rep.accept()) {
      late.reply("late");
    }
    Call<String> call = Call.of(() -> req.request("two", SOON));
    try (Request request = rep.accept()) {
      assertThat(request.text()).isEqualTo("two");
      request.reply("in time");
    }
    assertThat(call.value()).isEqualTo("in time");
    until("it is counted", () -> req.stats().filtered() == 1);
  }

  @Test
  void aRequestWithoutPeersGivesUpInTime() throws Exception {
    ReqSocket req = socket(REQ);
    assertThat(req.request("question", Duration.ofMillis(10))).isNull();
    assertThat(req.request("question", Duration.ZERO)).isNull();
  }

  @OverAllTransports
  void aCancelledRequestIsAbandoned(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    CompletableFuture<Message> unsent = req.requestAsync(Message.of("never"));
    assertThat(unsent.cancel(false)).isTrue();
    link(rep, req, endpoint);
    CompletableFuture<Message> first = req.requestAsync(Message.of("one"));
    try (Request request = rep.accept()) {
      assertThat(request.text()).isEqualTo("one");
      assertThat(first.cancel(false)).isTrue();
      request.reply("for nobody");
    }
    CompletableFuture<Message> second = req.requestAsync(Message.of("two"));
    try (Request request = rep.accept()) {
      assertThat(request.text()).isEqualTo("two");
      request.reply("answer");
    }
    assertThat(second.get(5, SECONDS)).isEqualTo(Message.of("answer"));
    assertThat(first).isCancelled();
  }

  @OverAllTransports
  void aRequestMadeEarlyIsSentWhenAPeerComes(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    CompletableFuture<Message> early = req.requestAsync(Message.of("early"));
    Call<String> waiting = Call.blocked(() -> req.request("waiting", SOON));
    link(req, rep, endpoint);
    Set<String> texts = new HashSet<>();
    for (int i = 0; i < 2; i++) {
      Request request = rep.accept();
      texts.add(request.text());
      request.reply("answer to " + request.text());
    }
    assertThat(texts).containsExactlyInAnyOrder("early", "waiting");
    assertThat(early.get(5, SECONDS)).isEqualTo(Message.of("answer to early"));
    assertThat(waiting.value()).isEqualTo("answer to waiting");
  }

  @OverAllTransports
  void bothWaysCanBeMixed(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    link(rep, req, endpoint);
    CompletableFuture<Message> future = req.requestAsync(Message.of("async"));
    req.send("lock step");
    List<Request> requests = List.of(rep.accept(), rep.accept());
    requests.get(1).reply("answer to " + requests.get(1).text());
    assertThat(next(req)).isEqualTo("answer to lock step");
    assertThat(future).isNotDone();
    requests.get(0).reply("answer to " + requests.get(0).text());
    assertThat(future.get(5, SECONDS)).isEqualTo(Message.of("answer to async"));
  }

  @OverAllTransports
  void onlyThePeerThatWasAskedIsHeard(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    RouterSocket asked = socket(ROUTER);
    RouterSocket other = socket(ROUTER);
    link(asked, req, endpoint);
    CompletableFuture<Message> reply = req.requestAsync(Message.of("question"));
    Message request = asked.tryReceive(SOON);
    assertThat(request).isNotNull();
    link(other, req, endpoint.startsWith("inproc") ? "inproc://other" : endpoint);
    // In turn: one of two goes to the other peer, which so learns the routing id.
    List<CompletableFuture<Message>> more = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      more.add(req.requestAsync(Message.of("" + i)));
    }
    Message toOther = other.tryReceive(SOON);
    assertThat(toOther).isNotNull();

    other.send(Message.wrap(toOther.bytes(0), request.bytes(1), new byte[0], new byte[] {'f'}));
    other.send(Message.wrap(toOther.bytes(0), toOther.bytes(1), new byte[0], new byte[] {'o'}));

    CompletableFuture<Message> second = more.get(Integer.parseInt(toOther.text(3)));
    assertThat(second.get(5, SECONDS)).isEqualTo(Message.of("o"));
    assertThat(req.stats().filtered()).isEqualTo(1);
    assertThat(reply).isNotDone();
    asked.send(Message.wrap(request.bytes(0), request.bytes(1), new byte[0], new byte[] {'a'}));
    assertThat(reply.get(5, SECONDS)).isEqualTo(Message.of("a"));
  }

  @OverAllTransports
  void requestsPassALockStepReplyThatIsNotReceivedYet(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    link(rep, req, endpoint);
    try (RepSocket.Serving serving = rep.serve(request -> request.append("served"))) {
      assertThat(serving).isNotNull();
      for (int i = 0; i < 3; i++) {
        req.send("lock step " + i);
        until("its reply is here", req::isReadable);
        CompletableFuture<Message> future = req.requestAsync(Message.of("async"));
        assertThat(req.request(Message.of("sync"), SOON)).isEqualTo(Message.of("sync", "served"));
        assertThat(future.get(5, SECONDS)).isEqualTo(Message.of("async", "served"));
        assertThat(req.isReadable()).isTrue();
        assertThat(next(req)).isEqualTo("lock step " + i + "\nserved");
        assertThat(req.isReadable()).isFalse();
      }
      assertThat(req.stats().received()).isEqualTo(9);
      assertThat(req.stats().filtered()).isZero();
    }
  }

  @OverAllTransports
  void threadsInLockStepAndRequestsShareAReq(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    link(rep, req, endpoint);
    try (RepSocket.Serving serving = rep.serve(request -> request.append("served"))) {
      assertThat(serving).isNotNull();
      List<Call<Integer>> calls = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        int thread = t;
        calls.add(
            Call.of(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    Message question = Message.of(thread + "/" + i);
                    if (thread == 0) {
                      req.send(question);
                      assertThat(req.receive()).isEqualTo(question.append("served"));
                    } else {
                      assertThat(req.request(question, SOON)).isEqualTo(question.append("served"));
                    }
                  }
                  return 100;
                }));
      }
      for (Call<Integer> call : calls) {
        assertThat(call.value()).isEqualTo(100);
      }
    }
  }

  @Test
  void aReplyThatWasPassedIsDroppedWithItsRequest() throws Exception {
    ReqSocket req = socket(REQ);
    req.set(Options.REQ_RELAXED, true).set(Options.REQ_CORRELATE, true);
    RepSocket rep = socket(REP);
    link(rep, req, "inproc://here");
    try (RepSocket.Serving serving = rep.serve(request -> request)) {
      assertThat(serving).isNotNull();
      req.send("one");
      until("its reply is here", req::isReadable);
      assertThat(req.request("between", SOON)).isEqualTo("between");
      req.send("two");
      assertThat(next(req)).isEqualTo("two");
      assertThat(req.stats().filtered()).isEqualTo(1);
    }
  }

  @OverStreams
  void aRequestGivenUpBeforeItIsWrittenIsNotSent(String endpoint, @TempDir Path folder)
      throws Exception {
    String address =
        endpoint.startsWith("tcp") ? nobodysPort() : "ipc://" + folder.resolve("socket");
    ReqSocket req = socket(REQ);
    req.connect(address);
    for (int i = 0; i < 3; i++) {
      assertThat(req.request("stale", Duration.ofMillis(5))).isNull();
      assertThat(req.requestAsync(Message.of("stale")).cancel(false)).isTrue();
    }
    CompletableFuture<Message> patient = req.requestAsync(Message.of("patient"));
    RepSocket rep = socket(REP);
    rep.bind(address);
    for (String expected : List.of("patient", "fresh")) {
      Call<String> fresh =
          expected.equals("fresh") ? Call.of(() -> req.request("fresh", SOON)) : null;
      Request request = rep.tryAccept(SOON);
      assertThat(request).isNotNull();
      assertThat(request.text()).isEqualTo(expected);
      request.reply("answer");
      assertThat(fresh != null ? fresh.value() : patient.get(5, SECONDS).text())
          .isEqualTo("answer");
    }
    assertThat(req.stats().filtered()).isZero();
  }

  @Test
  void aContextWhoseRequestsWereGivenUpCloses() throws Exception {
    Context other = Context.builder().threadNamePrefix(prefix + "-other").build();
    ReqSocket req = other.socket(REQ);
    req.connect(nobodysPort());
    req.connect("inproc://nobody");
    assertThat(req.request("question", Duration.ofMillis(5))).isNull();
    CompletableFuture<Message> waiting = req.requestAsync(Message.of("question"));
    Call<Boolean> closing =
        Call.of(
            () -> {
              other.close();
              return true;
            });
    assertThat(closing.value()).isTrue();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> waiting.get(5, SECONDS))
        .withCauseInstanceOf(ClosedException.class);
  }

  @OverAllTransports
  void aRequestGoesToAPeerThatIsThere(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    req.connect(nobodysPort());
    RepSocket rep = socket(REP);
    link(rep, req, endpoint);
    try (RepSocket.Serving serving = rep.serve(request -> request)) {
      assertThat(serving).isNotNull();
      for (int i = 0; i < 10; i++) {
        assertThat(req.request("question " + i, SOON)).isEqualTo("question " + i);
      }
    }
  }

  // ---- accepting and serving ----

  @OverAllTransports
  void requestsAreAnsweredByOtherThreadsInAnyOrder(String endpoint) throws Exception {
    RepSocket rep = socket(REP);
    String address = rep.bind(endpoint).address();
    List<ReqSocket> reqs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ReqSocket req = socket(REQ);
      reqs.add(req);
      join(rep, req, address);
      req.send("question " + i);
    }
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      requests.add(rep.accept());
    }
    for (int i = 3; i >= 0; i--) {
      Request request = requests.get(i);
      Call<Boolean> call =
          Call.of(
              () -> {
                request.reply("answer to " + request.text());
                return true;
              });
      assertThat(call.value()).isTrue();
    }
    for (int i = 0; i < 4; i++) {
      assertThat(next(reqs.get(i))).isEqualTo("answer to question " + i);
    }
  }

  @Test
  void aRequestIsAnsweredOnce() throws Exception {
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    link(rep, req, "inproc://here");
    req.send("question");
    Request request = rep.accept();
    request.reply("answer");
    assertThatExceptionOfType(OutOfTurnException.class)
        .isThrownBy(() -> request.reply("again"))
        .withMessageContaining("answered or closed before");
    assertThat(next(req)).isEqualTo("answer");

    req.send("question");
    Request dropped = rep.accept();
    dropped.close();
    dropped.close();
    assertThatExceptionOfType(OutOfTurnException.class).isThrownBy(() -> dropped.reply("late"));
    assertNothingComes(req);
    rep.close();
  }

  @Test
  void aReplyOnAClosedSocketFails() throws Exception {
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    link(rep, req, "inproc://here");
    req.send("question");
    Request request = rep.accept();
    rep.close();
    assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> request.reply("late"));
  }

  @OverAllTransports
  void aReplyToSomeoneWhoLeftIsDroppedAndCounted(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    link(rep, req, endpoint);
    req.send("question");
    Request request = rep.accept();
    req.close(SOON);
    until("it is gone", () -> rep.stats().peers().isEmpty());
    request.reply("for nobody");
    assertThat(rep.stats().unroutable()).isEqualTo(1);
  }

  @Test
  void tryAcceptGivesUpInTime() throws Exception {
    RepSocket rep = socket(REP);
    assertThat(rep.tryAccept(Duration.ofMillis(10))).isNull();
    assertThat(rep.tryAccept(Duration.ZERO)).isNull();
  }

  @OverAllTransports
  void fourThreadsServeAtOnce(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    link(rep, req, endpoint);
    CyclicBarrier together = new CyclicBarrier(4);
    Set<String> threads = ConcurrentHashMap.newKeySet();
    RepSocket.Serving serving =
        rep.serve(
            4,
            request -> {
              together.await(5, SECONDS);
              threads.add(Thread.currentThread().getName());
              return request;
            });
    List<CompletableFuture<Message>> replies = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      replies.add(req.requestAsync(Message.of("question " + i)));
    }
    for (int i = 0; i < 8; i++) {
      assertThat(replies.get(i).get(5, SECONDS)).isEqualTo(Message.of("question " + i));
    }
    assertThat(threads).hasSize(4).allMatch(name -> name.startsWith(prefix + "-"));
    serving.close();
    serving.close();
    CompletableFuture<Message> unserved = req.requestAsync(Message.of("by hand"));
    Request request = rep.accept();
    request.reply("answer");
    assertThat(unserved.get(5, SECONDS)).isEqualTo(Message.of("answer"));
  }

  @Test
  void aHandlerThatThrowsCostsItsRequestOnly() throws Exception {
    ReqSocket req = socket(REQ);
    RepSocket rep = socket(REP);
    link(rep, req, "tcp://127.0.0.1:0");
    AtomicInteger calls = new AtomicInteger();
    try (RepSocket.Serving serving =
        rep.serve(
            request -> {
              if (calls.incrementAndGet() % 2 == 1) {
                throw new IllegalArgumentException("this test wants it so");
              }
              return request;
            })) {
      assertThat(serving).isNotNull();
      assertThat(req.request("one", Duration.ofMillis(50))).isNull();
      assertThat(req.request("two", SOON)).isEqualTo("two");
      assertThat(req.request("three", Duration.ofMillis(50))).isNull();
      assertThat(req.request("four", SOON)).isEqualTo("four");
    }
  }

  @Test
  void servingEndsWithTheSocket() throws Exception {
    RepSocket rep = socket(REP);
    RepSocket.Serving serving = rep.serve(2, request -> request);
    rep.close();
    serving.close();
  }

  @OverAllTransports
  void whatWasHereBeforeTheRequestIsNotItsReply(String endpoint) throws Exception {
    ReqSocket req = socket(REQ);
    RouterSocket router = socket(ROUTER);
    link(router, req, endpoint);
    req.send("first");
    Message request = router.receive();
    router.send(Message.wrap(request.bytes(0), new byte[0], "one".getBytes(UTF_8)));
    router.send(Message.wrap(request.bytes(0), new byte[0], "stray".getBytes(UTF_8)));
    assertThat(next(req)).isEqualTo("one");
    until("the stray is in the queue", () -> req.stats().receiveQueue() == 1);
    req.send("second");
    router.receive();
    router.send(Message.wrap(request.bytes(0), new byte[0], "two".getBytes(UTF_8)));
    assertThat(next(req)).isEqualTo("two");
  }
}
