// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.harness;

import java.nio.ByteBuffer;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import zmq.Msg;

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
    if (peer.settings.flag("child")) {
      Parent.follow();
    }
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

  /** Does it again and again in a thread of its own. */
  private static void repeat(String name, Runnable step) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  step.run();
                }
              } catch (RuntimeException e) {
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

  private Runnable sending(ZMQ.Socket socket) {
    ByteBuffer buffer = ByteBuffer.wrap(body);
    return switch (settings.api()) {
      case BUFFER -> () -> socket.sendByteBuffer(buffer.clear(), 0);
      case BYTES -> () -> socket.send(body, 0);
      case MESSAGE -> () -> socket.sendMsg(new Msg(body));
    };
  }

  private Runnable receiving(ZMQ.Socket socket) {
    ByteBuffer buffer = ByteBuffer.allocate(body.length);
    return switch (settings.api()) {
      case BUFFER ->
          () -> {
            int length = socket.recvByteBuffer(buffer.clear(), 0);
            check(length, buffer.get(0), buffer.get(length - 1));
          };
      case BYTES ->
          () -> {
            byte[] bytes = socket.recv(0);
            check(bytes.length, bytes[0], bytes[bytes.length - 1]);
          };
      case MESSAGE ->
          () -> {
            Msg message = socket.recvMsg();
            check(message.size(), message.get(0), message.get(message.size() - 1));
          };
    };
  }

  /** Receives and sends the same back. */
  private Runnable echoing(ZMQ.Socket socket) {
    ByteBuffer buffer = ByteBuffer.allocate(body.length);
    return switch (settings.api()) {
      case BUFFER ->
          () -> {
            socket.recvByteBuffer(buffer.clear(), 0);
            socket.sendByteBuffer(buffer.flip(), 0);
          };
      case BYTES -> () -> socket.send(socket.recv(0), 0);
      case MESSAGE -> () -> socket.sendMsg(socket.recvMsg());
    };
  }

  private void pushPull() throws InterruptedException {
    if (settings.measures()) {
      ZMQ.Socket pull = socket(SocketType.PULL);
      pull.bind(endpoint);
      Counter counter = meter.counter();
      Runnable receive = receiving(pull);
      repeat(
          "receive",
          () -> {
            receive.run();
            counter.increment();
          });
    }
    if (settings.loads()) {
      ZMQ.Socket push = socket(SocketType.PUSH);
      push.connect(endpoint);
      repeat("send", sending(push));
    }
    if (settings.measures()) {
      meter.run(false);
    }
  }

  private void requestReply() throws InterruptedException {
    if (settings.loads()) {
      ZMQ.Socket rep = socket(SocketType.REP);
      rep.bind(endpoint);
      repeat("rep", echoing(rep));
    }
    if (settings.measures()) {
      ZMQ.Socket req = socket(SocketType.REQ);
      req.connect(endpoint);
      Counter counter = meter.counter();
      Runnable send = sending(req);
      Runnable receive = receiving(req);
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
}
