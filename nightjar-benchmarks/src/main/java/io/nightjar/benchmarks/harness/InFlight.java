// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.harness;

import io.nightjar.Message;
import io.nightjar.RepSocket;
import io.nightjar.ReqSocket;
import io.nightjar.Request;
import io.nightjar.SocketType;
import java.lang.reflect.Method;
import java.time.Duration;

/**
 * Many threads on one REQ, each with one request in flight: virtual threads where the JDK has them.
 */
final class InFlight {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final long STACK = 256 * 1024;

  private final Settings settings;
  private final Meter meter;
  private final NightjarPeer peer;

  InFlight(Settings settings, Meter meter) {
    this.settings = settings;
    this.meter = meter;
    this.peer = new NightjarPeer(settings);
  }

  void run() throws Exception {
    if (settings.loads()) {
      RepSocket rep = peer.socket(SocketType.REP);
      rep.bind(settings.endpoint());
      Step.repeat(
          "rep",
          () -> {
            try (Request request = rep.accept()) {
              request.reply(request.message());
            }
          });
    }
    if (settings.measures()) {
      ReqSocket req = peer.socket(SocketType.REQ);
      req.connect(settings.endpoint());
      for (int i = 0; i < settings.many(); i++) {
        start(Step.loop(Step.counted(requesting(req), meter.counter())));
      }
      meter.run(false);
    }
  }

  private Step requesting(ReqSocket req) {
    Body body = settings.body();
    Message message = Message.wrap(body.bytes());
    return () -> {
      Message reply = req.request(message, LIMIT);
      if (reply == null) {
        throw new IllegalStateException("no reply");
      }
      int length = reply.length(0);
      body.check(length, reply.byteAt(0, 0), reply.byteAt(0, length - 1));
    };
  }

  /** By reflection, since this is compiled for a JDK without virtual threads too. */
  private static void start(Runnable work) throws ReflectiveOperationException {
    Method virtual;
    try {
      virtual = Thread.class.getMethod("startVirtualThread", Runnable.class);
    } catch (NoSuchMethodException e) {
      Thread thread = new Thread(null, work, "request", STACK);
      thread.setDaemon(true);
      thread.start();
      return;
    }
    virtual.invoke(null, work);
  }
}
