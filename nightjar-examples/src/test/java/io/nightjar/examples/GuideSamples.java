// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples;

import static io.nightjar.SocketType.DEALER;
import static io.nightjar.SocketType.PAIR;
import static io.nightjar.SocketType.PUB;
import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.REQ;
import static io.nightjar.SocketType.ROUTER;
import static io.nightjar.SocketType.SUB;
import static io.nightjar.SocketType.XPUB;
import static io.nightjar.SocketType.XSUB;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nightjar.Binding;
import io.nightjar.CloseReport;
import io.nightjar.ClosedException;
import io.nightjar.Connection;
import io.nightjar.Context;
import io.nightjar.DealerSocket;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.PairSocket;
import io.nightjar.Poller;
import io.nightjar.Proxy;
import io.nightjar.PubSocket;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.RouterSocket;
import io.nightjar.Socket;
import io.nightjar.SocketEvent;
import io.nightjar.SocketStats;
import io.nightjar.SubSocket;
import io.nightjar.Subscription;
import io.nightjar.TimeoutException;
import io.nightjar.UnexpectedMessageException;
import io.nightjar.XPubSocket;
import io.nightjar.XSubSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The samples of the pages in {@code docs}; {@link GuideSamplesTest} runs them. */
final class GuideSamples {
  private GuideSamples() {}

  // ---- guide ----

  static String hello() throws InterruptedException {
    // tag::hello[]
    try (Context context = Context.create();
        RepSocket rep = context.socket(REP);
        ReqSocket req = context.socket(REQ)) {
      String address = rep.bind("tcp://127.0.0.1:*").address();
      rep.serve(request -> Message.of("hello " + request.text()));
      req.connect(address);
      return String.valueOf(req.request("world", Duration.ofSeconds(2)));
    }
    // end::hello[]
  }

  static Message messages() {
    // tag::messages[]
    Message message = Message.of("weather.fr", "sunny");
    int frames = message.size(); // 2
    String topic = message.text(0);
    byte[] body = message.bytes(1); // a copy
    Message routed = message.prepend("client-7").append("end");
    Message back = routed.dropFrames(1);
    // end::messages[]
    return back.append(topic + frames + body.length);
  }

  static @Nullable Message timeouts(PullSocket pull) throws InterruptedException {
    // tag::timeouts[]
    Message now = pull.tryReceive(); // null: nothing is here
    Message soon = pull.tryReceive(Duration.ofMillis(200)); // null: nothing came in time
    pull.set(Options.RCVTIMEO, Duration.ofMillis(50));
    try {
      pull.receive();
    } catch (TimeoutException e) {
      System.out.println(e.getMessage());
    }
    // end::timeouts[]
    return now == null ? soon : now;
  }

  static List<Message> inFlight(ReqSocket req) {
    // tag::in-flight[]
    List<CompletableFuture<Message>> replies = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      replies.add(req.requestAsync(Message.of("question " + i)));
    }
    List<Message> answers = new ArrayList<>();
    for (CompletableFuture<Message> reply : replies) {
      answers.add(reply.join());
    }
    // end::in-flight[]
    return answers;
  }

  static void serveOnThreads(RepSocket rep, ReqSocket req) throws InterruptedException {
    // tag::serve-threads[]
    RepSocket.Serving serving = rep.serve(4, request -> Message.of(request.text() + "!"));
    System.out.println(req.request("hi", Duration.ofSeconds(2)));
    serving.close(); // waits for the requests in hand; the socket stays open
    // end::serve-threads[]
  }

  static int poll(Context context, PullSocket tasks, SubSocket control)
      throws InterruptedException {
    int count = 0;
    // tag::poller[]
    try (Poller poller = context.poller()) {
      poller.add(tasks, Poller.Interest.RECEIVE).add(control, Poller.Interest.RECEIVE);
      boolean running = true;
      while (running) {
        for (Poller.Ready ready : poller.poll(Duration.ofSeconds(1))) {
          if (ready.socket() == control) {
            running = false;
          } else if (tasks.tryReceive() != null) {
            count++;
          }
        }
      }
    }
    // end::poller[]
    return count;
  }

  static Proxy proxy(Context context, String front, String back) {
    // tag::proxy[]
    RouterSocket frontend = context.socket(ROUTER);
    DealerSocket backend = context.socket(DEALER);
    frontend.bind(front);
    backend.bind(back);
    Proxy proxy = Proxy.start(frontend, backend);
    // end::proxy[]
    return proxy;
  }

  static Socket.Monitor monitor(PushSocket push, Consumer<String> log) {
    // tag::monitor[]
    Socket.Monitor monitor =
        push.monitor(
            event -> {
              if (event instanceof SocketEvent.HandshakeFailed failed) {
                log.accept(failed.endpoint() + ": " + failed.reason());
              } else {
                log.accept(event.toString());
              }
            });
    // end::monitor[]
    return monitor;
  }

  static long stats(PushSocket push) {
    // tag::stats[]
    SocketStats stats = push.stats();
    for (SocketStats.PeerStats peer : stats.peers()) {
      System.out.println(peer.peer().address() + " waits for " + peer.sendQueue() + " messages");
    }
    long lost = stats.dropped() + stats.unroutable() + stats.lost();
    // end::stats[]
    return lost;
  }

  static long close(Context context) {
    // tag::close[]
    CloseReport report = context.close(Duration.ofSeconds(2));
    if (!report.isClean()) {
      System.out.println(report.undelivered() + " messages were not handed over");
    }
    // end::close[]
    return report.undelivered();
  }

  static CompletableFuture<Void> async(PullSocket pull, PushSocket push) {
    // tag::async[]
    CompletableFuture<Void> sent = push.sendAsync(Message.of("task"));
    CompletableFuture<String> text = pull.receiveAsync().thenApply(Message::text);
    // end::async[]
    return CompletableFuture.allOf(sent, text);
  }

  static void cancellable(PullSocket pull, Consumer<Message> work) {
    // tag::interrupt[]
    try {
      while (true) {
        work.accept(pull.receive());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // no message is lost; the socket stays usable
    } catch (ClosedException e) {
      // another thread closed the socket: the regular end
    }
    // end::interrupt[]
  }

  static Message whole(PullSocket pull) throws InterruptedException {
    // tag::unexpected[]
    Message message;
    try {
      message = Message.wrap(pull.receiveBytes());
    } catch (UnexpectedMessageException e) {
      message = e.received(); // it had several frames; nothing is lost
    }
    // end::unexpected[]
    return message;
  }

  // ---- patterns ----

  static @Nullable String pair(Context context) throws InterruptedException {
    // tag::pair[]
    PairSocket main = context.socket(PAIR);
    PairSocket helper = context.socket(PAIR);
    main.bind("inproc://steps");
    helper.connect("inproc://steps");
    main.send("step 1");
    helper.send(helper.receiveString() + " done");
    String answer = main.receiveString(); // "step 1 done"
    // end::pair[]
    return answer;
  }

  static List<String> pushPull(Context context) throws InterruptedException {
    // tag::push-pull[]
    PullSocket sink = context.socket(PULL);
    PushSocket push = context.socket(PUSH);
    Binding binding = sink.bind("tcp://127.0.0.1:*");
    push.connect(binding.address());
    push.send("task 1");
    push.send("task 2");
    String first = sink.receiveString();
    String second = sink.receiveString();
    // end::push-pull[]
    return List.of(first, second);
  }

  static Message pubSub(Context context) throws InterruptedException {
    // tag::pub-sub[]
    PubSocket pub = context.socket(PUB);
    SubSocket sub = context.socket(SUB);
    sub.connect(pub.bind("tcp://127.0.0.1:*").address());
    Subscription news = sub.subscribe("news.");
    pub.awaitSubscribers("news.sports", 1, Duration.ofSeconds(5));
    pub.send("weather.fr", "sunny"); // nobody subscribed to it
    pub.send("news.sports", "2:1");
    Message update = sub.receive(); // "news.sports", "2:1"
    news.close(); // takes the subscription back
    // end::pub-sub[]
    return update;
  }

  static List<Message> xpub(Context context) throws InterruptedException {
    // tag::xpub[]
    XPubSocket xpub = context.socket(XPUB);
    XSubSocket xsub = context.socket(XSUB);
    xsub.connect(xpub.bind("tcp://127.0.0.1:*").address());
    xsub.send("\001news.");
    Message subscription = xpub.receive(); // byte 1, then "news."
    xpub.send("news.sports", "2:1");
    Message update = xsub.receive();
    // end::xpub[]
    return List.of(subscription, update);
  }

  static @Nullable String reqRep(Context context) throws InterruptedException {
    // tag::req-rep[]
    RepSocket rep = context.socket(REP);
    ReqSocket req = context.socket(REQ);
    req.connect(rep.bind("tcp://127.0.0.1:*").address());
    req.send("Hello");
    rep.send("World from " + rep.receiveString());
    String reply = req.receiveString();
    // end::req-rep[]
    return reply;
  }

  static Message routerDealer(Context context) throws InterruptedException {
    // tag::router-dealer[]
    RouterSocket router = context.socket(ROUTER);
    DealerSocket dealer = context.socket(DEALER);
    dealer.set(Options.ROUTING_ID, "north".getBytes(UTF_8));
    dealer.connect(router.bind("tcp://127.0.0.1:*").address());
    dealer.send("ready");
    Message hello = router.receive(); // "north", "ready"
    router.send(hello.text(0), "job 1");
    Message job = dealer.receive(); // "job 1"
    // end::router-dealer[]
    return job;
  }

  // ---- transports ----

  static boolean bindings(Context context, PullSocket pull, String path) throws Exception {
    // tag::transports[]
    Binding tcp = pull.bind("tcp://127.0.0.1:*"); // any free port
    Binding ipc = pull.bind("ipc://" + path);
    Binding inproc = pull.bind("inproc://tasks");
    PushSocket push = context.socket(PUSH);
    Connection connection = push.connect(tcp.address());
    boolean ready = connection.ready(Duration.ofSeconds(5));
    ipc.close(); // frees the path; peers that came through it stay
    // end::transports[]
    return ready && inproc.isOpen() && connection.state() == Connection.State.READY;
  }
}
