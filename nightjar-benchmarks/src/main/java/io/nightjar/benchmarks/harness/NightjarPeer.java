// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.harness;

import static io.nightjar.SocketType.PUB;
import static io.nightjar.SocketType.PULL;
import static io.nightjar.SocketType.PUSH;
import static io.nightjar.SocketType.REP;
import static io.nightjar.SocketType.REQ;
import static io.nightjar.SocketType.SUB;

import io.nightjar.Context;
import io.nightjar.Message;
import io.nightjar.Options;
import io.nightjar.PubSocket;
import io.nightjar.PushSocket;
import io.nightjar.Receiver;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.Sender;
import io.nightjar.Socket;
import io.nightjar.SocketType;
import io.nightjar.SubSocket;
import io.nightjar.WaitPolicy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;

/**
 * One side of a measurement: {@code role=meter|load|both pattern=pushpull|reqrep|pubsub|many|conns
 * transport=… endpoint=… size=… warm=… secs=… api=buffer|bytes|message}, and of our own {@code
 * wait=block|adaptive|spin}. With {@code child=1} it ends when its standard input does.
 */
public final class NightjarPeer {
  private static final int BACKLOG = 4000;
  private static final int MAX_SOCKETS = 4096;

  private final Settings settings;
  private final Meter meter;
  private final String endpoint;
  private final byte[] body;
  private final Context context;
  private final Context far;

  private NightjarPeer(Settings settings) {
    this.settings = settings;
    this.meter = new Meter(settings);
    this.endpoint = settings.text("endpoint", "inproc://bench");
    this.body = new byte[settings.number("size", 16)];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) (i * 7 + 3);
    }
    this.context = newContext();
    boolean apart = settings.text("role", "both").equals("both") && !endpoint.startsWith("inproc");
    this.far = apart ? newContext() : context;
  }

  private Context newContext() {
    String wait = settings.text("wait", "adaptive").toUpperCase(Locale.ROOT);
    return Context.builder()
        .waitPolicy(WaitPolicy.valueOf(wait))
        .ioThreads(settings.number("iothreads", 1))
        .maxSockets(MAX_SOCKETS)
        .build();
  }

  /** Runs until the harness ends it, or until it has measured. */
  public static void main(String[] arguments) throws InterruptedException {
    NightjarPeer peer = new NightjarPeer(new Settings(arguments));
    if (peer.settings.flag("child")) {
      Parent.follow();
    }
    switch (peer.settings.text("pattern", "pushpull")) {
      case "pushpull" -> peer.pushPull();
      case "reqrep" -> peer.requestReply();
      case "pubsub" -> peer.publishSubscribe();
      case "many" -> peer.manyPeers(false);
      case "conns" -> peer.manyPeers(true);
      default -> throw new IllegalArgumentException("unknown pattern");
    }
    Thread.sleep(Long.MAX_VALUE);
  }

  private <S extends Socket> S socket(Context home, SocketType<S> type) {
    S socket = home.socket(type);
    int hwm = settings.number("hwm", 1000);
    socket.set(Options.SNDHWM, hwm);
    socket.set(Options.RCVHWM, hwm);
    socket.set(Options.LINGER, Duration.ZERO);
    socket.set(Options.BACKLOG, BACKLOG);
    return socket;
  }

  private interface Step {
    void run() throws InterruptedException;
  }

  /** Does it again and again in a thread of its own. */
  private static void repeat(String name, Step step) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  step.run();
                }
              } catch (InterruptedException | RuntimeException e) {
                e.printStackTrace();
                Runtime.getRuntime().halt(3);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  private void check(int length, byte first, byte last) {
    if (length != body.length || first != body[0] || last != body[body.length - 1]) {
      throw new IllegalStateException("a wrong message");
    }
  }

  private Step sending(Sender socket) {
    ByteBuffer buffer = ByteBuffer.wrap(body);
    Message message = Message.wrap(body);
    return switch (settings.api()) {
      case BUFFER -> () -> socket.send(buffer.clear());
      case BYTES -> () -> socket.send(body);
      case MESSAGE -> () -> socket.send(message);
    };
  }

  private Step receiving(Receiver socket) {
    ByteBuffer buffer = ByteBuffer.allocate(body.length);
    return switch (settings.api()) {
      case BUFFER ->
          () -> {
            int length = socket.receive(buffer.clear());
            check(length, buffer.get(0), buffer.get(length - 1));
          };
      case BYTES ->
          () -> {
            byte[] bytes = socket.receiveBytes();
            check(bytes.length, bytes[0], bytes[bytes.length - 1]);
          };
      case MESSAGE ->
          () -> {
            Message received = socket.receive();
            int length = received.length(0);
            check(length, received.byteAt(0, 0), received.byteAt(0, length - 1));
          };
    };
  }

  /** Receives and sends the same back. */
  private Step echoing(RepSocket socket) {
    ByteBuffer buffer = ByteBuffer.allocate(body.length);
    return switch (settings.api()) {
      case BUFFER ->
          () -> {
            socket.receive(buffer.clear());
            socket.send(buffer.flip());
          };
      case BYTES -> () -> socket.send(socket.receiveBytes());
      case MESSAGE -> () -> socket.send(socket.receive());
    };
  }

  private void receive(Receiver socket) {
    Counter counter = meter.counter();
    Step receive = receiving(socket);
    repeat(
        "receive",
        () -> {
          receive.run();
          counter.increment();
        });
  }

  private void send(Sender socket) {
    repeat("send", sending(socket));
  }

  private void pushPull() throws InterruptedException {
    if (settings.measures()) {
      var pull = socket(context, PULL);
      pull.bind(endpoint);
      receive(pull);
    }
    if (settings.loads()) {
      PushSocket push = socket(far, PUSH);
      push.connect(endpoint);
      send(push);
    }
    if (settings.measures()) {
      meter.run(false);
    }
  }

  private void requestReply() throws InterruptedException {
    if (settings.loads()) {
      RepSocket rep = socket(far, REP);
      rep.bind(endpoint);
      repeat("rep", echoing(rep));
    }
    if (settings.measures()) {
      ReqSocket req = socket(context, REQ);
      req.connect(endpoint);
      Counter counter = meter.counter();
      Step send = sending(req);
      Step receive = receiving(req);
      repeat(
          "req",
          () -> {
            long start = System.nanoTime();
            send.run();
            receive.run();
            meter.roundTrip(System.nanoTime() - start);
            counter.increment();
          });
      meter.run(true);
    }
  }

  private void publishSubscribe() throws InterruptedException {
    int count = settings.number("n", 1);
    PubSocket pub = null;
    if (settings.loads()) {
      pub = socket(far, PUB).set(Options.XPUB_NODROP, settings.number("nodrop", 1) == 1);
      pub.bind(endpoint);
    }
    if (settings.measures()) {
      for (int i = 0; i < count; i++) {
        SubSocket sub = socket(context, SUB);
        sub.subscribe("");
        sub.connect(endpoint);
        receive(sub);
      }
    }
    if (pub != null) {
      pub.awaitSubscribers(count, Duration.ofSeconds(10));
      send(pub);
    }
    if (settings.measures()) {
      meter.extra(",\"n\":" + count);
      meter.run(false);
    }
  }

  /** Many connections to one PULL, sent to in turn; or once each and then silent. */
  private void manyPeers(boolean idle) throws InterruptedException {
    int count = settings.number("n", 1);
    if (settings.measures()) {
      long residentBefore = Meter.residentKib(0);
      long heapBefore = Meter.heapKib();
      var pull = socket(context, PULL);
      pull.bind(endpoint);
      receive(pull);
      long start = System.nanoTime();
      while (meter.total() < count) {
        Meter.pause(0.005);
      }
      double up = (System.nanoTime() - start) / 1e9;
      if (idle) {
        Meter.pause(0.5);
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
    PushSocket[] sockets = new PushSocket[count];
    for (int i = 0; i < count; i++) {
      sockets[i] = socket(context, PUSH);
      sockets[i].connect(endpoint);
    }
    do {
      for (PushSocket each : sockets) {
        each.send(body);
      }
    } while (!idle);
  }
}
