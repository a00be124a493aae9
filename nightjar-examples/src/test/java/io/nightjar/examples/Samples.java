// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples;

import static io.nightjar.SocketType.PUB;
import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.REQ;
import static io.nightjar.SocketType.SUB;

import io.nightjar.Binding;
import io.nightjar.CloseReport;
import io.nightjar.Connection;
import io.nightjar.Context;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.PubSocket;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.Request;
import io.nightjar.SubSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The samples of README and {@code docs}, between marks {@code tag::name[]} and {@code
 * end::name[]}: here they compile, {@link ReadmeSamplesTest} runs them, and {@link
 * DocumentationTest} finds a sample that is not here.
 */
final class Samples {
  private Samples() {}

  static void replyServer() throws InterruptedException {
    // tag::server[]
    try (Context context = Context.create();
        RepSocket rep = context.socket(REP)) {
      rep.bind("tcp://*:5555");
      while (true) {
        String request = rep.receiveString();
        rep.send("World from " + request);
      }
    }
    // end::server[]
  }

  static void serve(RepSocket rep) {
    // tag::serve[]
    rep.serve(request -> Message.of("hello ", request.text()));
    // end::serve[]
  }

  static void accept(RepSocket rep) throws InterruptedException {
    // tag::accept[]
    try (Request r = rep.accept()) {
      r.reply(Message.of("done"));
    }
    // end::accept[]
  }

  static @Nullable String request(ReqSocket req) throws InterruptedException {
    // tag::request[]
    String answer = req.request("Hello", Duration.ofSeconds(2)); // null: no answer in time
    CompletableFuture<Message> later = req.requestAsync(Message.of("Hello"));
    // end::request[]
    return answer + later.join();
  }

  static Message publish(PubSocket pub, SubSocket sub) throws InterruptedException {
    // tag::subscribe[]
    sub.subscribe("weather.");
    // end::subscribe[]
    pub.awaitSubscribers("weather.", 1, Duration.ofSeconds(5));
    // tag::publish[]
    pub.send("weather.fr", "sunny"); // topic and body are two frames of one message
    // end::publish[]
    // tag::update[]
    Message update = sub.receive(); // update.text(0), update.bytes(1), update.size()
    // end::update[]
    return update;
  }

  static void work(PullSocket pull, PushSocket push) throws InterruptedException {
    // tag::worker[]
    for (Message task : pull) {
      push.send(work(task));
    }
    // end::worker[]
  }

  static Message work(Message task) {
    return task.append("done");
  }

  static boolean slowJoiner(Context context) throws InterruptedException {
    // tag::ready[]
    try (PubSocket pub = context.socket(PUB);
        SubSocket sub = context.socket(SUB)) {
      Binding binding = pub.bind("tcp://127.0.0.1:*");
      sub.subscribe("");
      Connection connection = sub.connect(binding.address());
      boolean connected = connection.ready(Duration.ofSeconds(5));
      boolean subscribed = pub.awaitSubscribers(1, Duration.ofSeconds(5));
      // end::ready[]
      return connected && subscribed;
    }
  }

  static int lean(PushSocket push, PullSocket pull) throws InterruptedException {
    // tag::lean[]
    ByteBuffer buffer = ByteBuffer.allocateDirect(1024);
    push.send(buffer.putLong(42).flip()); // allocates nothing
    int length = pull.receive(buffer.clear());
    // end::lean[]
    return length;
  }

  static CloseReport options(Context context) {
    // tag::options[]
    PushSocket push =
        context.socket(PUSH).set(Options.SNDHWM, 10_000).set(Options.LINGER, Duration.ofSeconds(1));
    push.connect("tcp://127.0.0.1:5557");
    CloseReport report = push.close(Duration.ofMillis(100)); // report.undelivered()
    // end::options[]
    return report;
  }

  static PullSocket pull(Context context) {
    return context.socket(PULL);
  }

  static ReqSocket req(Context context) {
    return context.socket(REQ);
  }
}
