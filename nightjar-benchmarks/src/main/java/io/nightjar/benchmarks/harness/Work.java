// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.harness;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** The patterns, the same for every library: which sockets there are, and what their threads do. */
final class Work {
  private static final int BURST = 1000;
  private static final int IDLE_MILLIS = 5;
  private static final int SLOW_MILLIS = 1;
  private static final int WINDOW = 100;

  private final Settings settings;
  private final Meter meter;
  private final String pattern;
  private final String endpoint;
  private final PeerLibrary near;
  private final PeerLibrary far;

  Work(Settings settings, Meter meter, Supplier<PeerLibrary> contexts) {
    this.settings = settings;
    this.meter = meter;
    this.pattern = settings.pattern();
    this.endpoint = settings.endpoint();
    this.near = contexts.get();
    boolean apart = settings.measures() && settings.loads() && !endpoint.startsWith("inproc");
    this.far = apart ? contexts.get() : near;
  }

  /** Runs until it is ended, or until it has measured. */
  void run() throws Exception {
    switch (pattern) {
      case "pushpull",
          "fanin",
          "fanout",
          "multipart",
          "mixed",
          "slow",
          "bursts",
          "shared",
          "bulk" ->
          pushPull();
      case "steady" -> steady();
      case "reqrep", "paced" -> requestReply();
      case "routed" -> routed();
      case "pubsub" -> publishSubscribe();
      case "proxied" -> proxied();
      case "many" -> manyPeers(false);
      case "conns" -> manyPeers(true);
      default -> throw new IllegalArgumentException("unknown pattern");
    }
  }

  private int manyIf(String name) {
    return pattern.equals(name) ? settings.many() : 1;
  }

  private Step sending(PeerSocket socket) {
    if (pattern.equals("multipart")) {
      return socket.sendingFrames(settings.body(), settings.frames());
    }
    Step send = Step.inTurn(settings.bodies(), socket::sending);
    return pattern.equals("bursts") ? Step.pausing(send, BURST, IDLE_MILLIS) : send;
  }

  private Step receiving(PeerSocket socket) {
    if (pattern.equals("multipart")) {
      return socket.receivingFrames(settings.body(), settings.frames());
    }
    Step receive = Step.inTurn(settings.bodies(), socket::receiving);
    return pattern.equals("slow") ? Step.pausing(receive, BURST, SLOW_MILLIS) : receive;
  }

  private void receive(PeerSocket socket) {
    Step.repeat("receive", Step.counted(receiving(socket), meter.counter()));
  }

  /** One side has one socket, which binds; the other may have several. */
  private void attach(PeerSocket socket, boolean binds) {
    if (binds) {
      socket.bind(endpoint);
    } else {
      socket.connect(endpoint);
    }
  }

  private void pushPull() throws InterruptedException {
    boolean pushBinds = pattern.equals("fanout");
    if (settings.measures()) {
      for (int i = 0; i < manyIf("fanout"); i++) {
        PeerSocket pull = near.open(PeerLibrary.Type.PULL);
        attach(pull, !pushBinds);
        receive(pull);
      }
    }
    if (settings.loads()) {
      for (int i = 0; i < manyIf("fanin"); i++) {
        PeerSocket push = far.open(PeerLibrary.Type.PUSH);
        attach(push, pushBinds);
        for (int k = 0; k < manyIf("shared"); k++) {
          Step.repeat("send", sending(push));
        }
      }
    }
    if (settings.measures()) {
      meter.run(false);
    }
  }

  /** So many messages a second, and how long each is on its way. */
  private void steady() throws InterruptedException {
    if (settings.loads()) {
      PeerSocket push = far.open(PeerLibrary.Type.PUSH);
      push.connect(endpoint);
      int size = Math.max(Long.BYTES, settings.body().size());
      Step.repeat(
          "send",
          Step.paced(
              () -> push.send(ByteBuffer.allocate(size).putLong(System.nanoTime()).array()),
              settings.many()));
    }
    if (settings.measures()) {
      PeerSocket pull = near.open(PeerLibrary.Type.PULL);
      pull.bind(endpoint);
      Counter counter = meter.counter();
      Step.repeat(
          "receive",
          () -> {
            // Both processes read the clock of the machine.
            long sent = ByteBuffer.wrap(pull.receive()).getLong();
            meter.roundTrip(System.nanoTime() - sent);
            counter.increment();
          });
      meter.run(true);
    }
  }

  private void requestReply() throws InterruptedException {
    if (settings.loads()) {
      PeerSocket rep = far.open(PeerLibrary.Type.REP);
      rep.bind(endpoint);
      Step.repeat("rep", rep.echoing(settings.body()));
    }
    if (settings.measures()) {
      PeerSocket req = near.open(PeerLibrary.Type.REQ);
      req.connect(endpoint);
      Counter counter = meter.counter();
      Step send = sending(req);
      Step receive = receiving(req);
      long pause = TimeUnit.MICROSECONDS.toNanos(settings.number("pause", 0));
      Step.repeat(
          "req",
          () -> {
            long start = System.nanoTime();
            send.run();
            receive.run();
            meter.roundTrip(System.nanoTime() - start);
            counter.increment();
            if (pause > 0) {
              LockSupport.parkNanos(pause);
            }
          });
      meter.run(true);
    }
  }

  /** One thread keeps a window of requests in flight, since not every library has more to offer. */
  private void routed() throws Exception {
    if (settings.loads()) {
      PeerSocket router = far.open(PeerLibrary.Type.ROUTER);
      router.bind(endpoint);
      Step.repeat("router", router.echoingFrames());
    }
    if (settings.measures()) {
      PeerSocket dealer = near.open(PeerLibrary.Type.DEALER);
      dealer.connect(endpoint);
      Step send = sending(dealer);
      for (int i = 0; i < WINDOW; i++) {
        send.run();
      }
      Step receive = Step.counted(receiving(dealer), meter.counter());
      Step.repeat(
          "dealer",
          () -> {
            receive.run();
            send.run();
          });
      meter.run(false);
    }
  }

  private void subscriber() {
    PeerSocket sub = near.open(PeerLibrary.Type.SUB);
    sub.subscribe();
    sub.connect(endpoint);
    receive(sub);
  }

  private void publishSubscribe() throws InterruptedException {
    int count = settings.many();
    PeerSocket pub = null;
    if (settings.loads()) {
      pub = far.open(PeerLibrary.Type.PUB);
      pub.bind(endpoint);
    }
    if (settings.measures()) {
      for (int i = 0; i < count; i++) {
        subscriber();
      }
    }
    if (pub != null) {
      pub.awaitSubscribers(count);
      Step.repeat("send", sending(pub));
    }
    if (settings.measures()) {
      meter.extra(",\"n\":" + count);
      meter.run(false);
    }
  }

  /** The publisher reaches the proxy, in its own process, over tcp as well. */
  private void proxied() throws InterruptedException {
    if (settings.loads()) {
      PeerSocket frontend = far.open(PeerLibrary.Type.XSUB);
      PeerSocket backend = far.open(PeerLibrary.Type.XPUB);
      String front = frontend.bind("tcp://127.0.0.1:*");
      backend.bind(endpoint);
      far.proxy(frontend, backend);
      PeerSocket pub = far.open(PeerLibrary.Type.PUB);
      pub.connect(front);
      Step.repeat("send", sending(pub));
    }
    if (settings.measures()) {
      subscriber();
      meter.run(false);
    }
  }

  /** Many connections to one PULL, sent to in turn; or once each and then silent. */
  private void manyPeers(boolean idle) throws Exception {
    int count = settings.many();
    if (settings.measures()) {
      long residentBefore = Meter.residentKib(0);
      long heapBefore = Meter.heapKib();
      PeerSocket pull = near.open(PeerLibrary.Type.PULL);
      pull.bind(endpoint);
      receive(pull);
      long start = System.nanoTime();
      while (meter.total() < count) {
        Cost.pause(0.005);
      }
      double up = (System.nanoTime() - start) / 1e9;
      if (idle) {
        Cost.pause(0.5);
      }
      meter.extra(
          String.format(
              Locale.ROOT,
              ",\"n\":%d,\"rss_before_kb\":%d,\"rss_up_kb\":%d,\"heap_before_kb\":%d,"
                  + "\"heap_up_kb\":%d,\"up_s\":%.3f",
              count,
              residentBefore,
              Meter.residentKib(0),
              heapBefore,
              idle ? Meter.heapKib() : 0,
              up));
      meter.run(false);
    }
    List<Step> sends = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      PeerSocket push = far.open(PeerLibrary.Type.PUSH);
      push.connect(endpoint);
      sends.add(sending(push));
    }
    Step round =
        () -> {
          for (Step send : sends) {
            send.run();
          }
        };
    if (idle) {
      round.run();
    } else {
      Step.repeat("send", round);
    }
  }
}
