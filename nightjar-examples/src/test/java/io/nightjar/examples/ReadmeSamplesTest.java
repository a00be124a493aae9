// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples;

import static io.nightjar.SocketType.PUB;
import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.REQ;
import static io.nightjar.SocketType.SUB;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Context;
import io.nightjar.Message;
import io.nightjar.PubSocket;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.SubSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs the samples of README and documentation. */
class ReadmeSamplesTest {
  private static final String FREE = "tcp://127.0.0.1:*";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Context context = Context.create();

  @AfterEach
  void close() {
    context.close(Duration.ZERO);
  }

  @Test
  void requestsAreServedByAHandler() throws Exception {
    RepSocket rep = context.socket(REP);
    Samples.serve(rep);
    ReqSocket req = Samples.req(context);
    req.connect(rep.bind(FREE).address());
    assertThat(Samples.request(req)).startsWith("hello [").contains("Hello");
    assertThat(req.request(Message.of("you"), PATIENCE)).isEqualTo(Message.of("hello ", "you"));
  }

  @Test
  void aRequestIsAnObjectToo() throws Exception {
    RepSocket rep = context.socket(REP);
    ReqSocket req = context.socket(REQ);
    req.connect(rep.bind(FREE).address());
    CompletableFuture<Message> reply = req.requestAsync(Message.of("go on"));
    Samples.accept(rep);
    assertThat(reply.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(Message.of("done"));
  }

  @Test
  void anUpdateHasTopicAndBody() throws Exception {
    PubSocket pub = context.socket(PUB);
    SubSocket sub = context.socket(SUB);
    sub.connect(pub.bind(FREE).address());
    assertThat(Samples.publish(pub, sub)).isEqualTo(Message.of("weather.fr", "sunny"));
  }

  @Test
  void aWorkerPassesOnWhatItDid() throws Exception {
    PushSocket ventilator = context.socket(PUSH);
    PullSocket in = Samples.pull(context);
    PushSocket out = context.socket(PUSH);
    PullSocket sink = context.socket(PULL);
    in.connect(ventilator.bind(FREE).address());
    out.connect(sink.bind(FREE).address());
    CompletableFuture<Void> worker =
        CompletableFuture.runAsync(
            () -> {
              try {
                Samples.work(in, out);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    ventilator.send("task 1");
    assertThat(sink.tryReceive(PATIENCE)).isEqualTo(Message.of("task 1", "done"));
    in.close();
    worker.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Test
  void nothingIsLostToASlowJoiner() throws Exception {
    assertThat(Samples.slowJoiner(context)).isTrue();
  }

  @Test
  void buffersCarryBytes() throws Exception {
    PushSocket push = context.socket(PUSH);
    PullSocket pull = context.socket(PULL);
    push.connect(pull.bind(FREE).address());
    assertThat(Samples.lean(push, pull)).isEqualTo(Long.BYTES);
  }

  @Test
  void aCloseReportsWhatWasNotDelivered() {
    assertThat(Samples.options(context).undelivered()).isZero();
  }
}
