// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.harness;

import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * JeroMQ doing the work of {@link NightjarPeer}, for {@code pattern=pushpull} and {@code reqrep}.
 */
public final class JeromqPeer {
  private final Settings settings;
  private final Meter meter;
  private final String endpoint;
  private final byte[] body;
  private final ZContext context = new ZContext(1);

  private JeromqPeer(Settings settings) {
    this.settings = settings;
    this.meter = new Meter(settings);
    this.endpoint = settings.text("endpoint", "inproc://bench");
    this.body = new byte[settings.number("size", 16)];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) (i * 7 + 3);
    }
  }

  /** Runs until it is ended, or until it has measured. */
  public static void main(String[] arguments) throws InterruptedException {
    JeromqPeer peer = new JeromqPeer(new Settings(arguments));
    switch (peer.settings.text("pattern", "pushpull")) {
      case "pushpull" -> peer.pushPull();
      case "reqrep" -> peer.requestReply();
      default -> throw new IllegalArgumentException("unknown pattern");
    }
    Thread.sleep(Long.MAX_VALUE);
  }

  private ZMQ.Socket socket(SocketType type) {
    ZMQ.Socket socket = context.createSocket(type);
    int hwm = settings.number("hwm", 1000);
    socket.setSndHWM(hwm);
    socket.setRcvHWM(hwm);
    socket.setLinger(0);
    return socket;
  }

  private static void spawn(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void check(byte[] bytes) {
    if (bytes.length != body.length || bytes[0] != body[0]) {
      throw new IllegalStateException("a wrong message");
    }
  }

  private void pushPull() throws InterruptedException {
    if (settings.measures()) {
      ZMQ.Socket pull = socket(SocketType.PULL);
      pull.bind(endpoint);
      Counter counter = meter.counter();
      spawn(
          "receive",
          () -> {
            while (true) {
              check(pull.recv(0));
              counter.increment();
            }
          });
    }
    if (settings.loads()) {
      ZMQ.Socket push = socket(SocketType.PUSH);
      push.connect(endpoint);
      spawn(
          "send",
          () -> {
            while (true) {
              push.send(body, 0);
            }
          });
    }
    if (settings.measures()) {
      meter.run(false);
    }
  }

  private void requestReply() throws InterruptedException {
    if (settings.loads()) {
      ZMQ.Socket rep = socket(SocketType.REP);
      rep.bind(endpoint);
      spawn(
          "rep",
          () -> {
            while (true) {
              rep.send(rep.recv(0), 0);
            }
          });
    }
    if (settings.measures()) {
      ZMQ.Socket req = socket(SocketType.REQ);
      req.connect(endpoint);
      Counter counter = meter.counter();
      spawn(
          "req",
          () -> {
            while (true) {
              long start = System.nanoTime();
              req.send(body, 0);
              check(req.recv(0));
              meter.roundTrip(System.nanoTime() - start);
              counter.increment();
            }
          });
      meter.run(true);
    }
  }
}
