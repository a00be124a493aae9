// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.harness;

import io.nightjar.Context;
import io.nightjar.Options;
import io.nightjar.Proxy;
import io.nightjar.PubSocket;
import io.nightjar.Socket;
import io.nightjar.SocketType;
import io.nightjar.WaitPolicy;
import java.time.Duration;
import java.util.Locale;

/**
 * One side of a measurement: {@code role=meter|load|both pattern=… transport=… endpoint=… size=…
 * warm=… secs=… api=buffer|bytes|message}, and of our own {@code wait=block|adaptive|spin}. With
 * {@code child=1} it ends when its standard input does. The patterns are those of {@link Work}, and
 * {@code inflight}.
 */
public final class NightjarPeer implements PeerLibrary {
  private static final int BACKLOG = 4000;
  private static final int MAX_SOCKETS = 4096;

  private final Settings settings;
  private final Context context;

  NightjarPeer(Settings settings) {
    this.settings = settings;
    String wait = settings.text("wait", "adaptive").toUpperCase(Locale.ROOT);
    this.context =
        Context.builder()
            .waitPolicy(WaitPolicy.valueOf(wait))
            .ioThreads(settings.number("iothreads", 1))
            .maxSockets(MAX_SOCKETS)
            .build();
  }

  /** Runs until the harness ends it, or until it has measured. */
  public static void main(String[] arguments) throws Exception {
    Settings settings = new Settings(arguments);
    if (settings.flag("child")) {
      Parent.follow();
    }
    Meter meter = new Meter(settings);
    if (settings.pattern().equals("inflight")) {
      new InFlight(settings, meter).run();
    } else {
      new Work(settings, meter, () -> new NightjarPeer(settings)).run();
    }
    Thread.sleep(Long.MAX_VALUE);
  }

  <S extends Socket> S socket(SocketType<S> type) {
    S socket = context.socket(type);
    int hwm = settings.number("hwm", 1000);
    socket.set(Options.SNDHWM, hwm);
    socket.set(Options.RCVHWM, hwm);
    socket.set(Options.LINGER, Duration.ZERO);
    socket.set(Options.BACKLOG, BACKLOG);
    if (socket instanceof PubSocket) {
      socket.set(Options.XPUB_NODROP, settings.lossless());
    }
    return socket;
  }

  @Override
  public PeerSocket open(Type type) {
    Socket socket =
        switch (type) {
          case DEALER -> socket(SocketType.DEALER);
          case PUB -> socket(SocketType.PUB);
          case PULL -> socket(SocketType.PULL);
          case PUSH -> socket(SocketType.PUSH);
          case REP -> socket(SocketType.REP);
          case REQ -> socket(SocketType.REQ);
          case ROUTER -> socket(SocketType.ROUTER);
          case SUB -> socket(SocketType.SUB);
          case XPUB -> socket(SocketType.XPUB);
          case XSUB -> socket(SocketType.XSUB);
        };
    return new NightjarSocket(socket, settings.api());
  }

  @Override
  public void proxy(PeerSocket frontend, PeerSocket backend) {
    Proxy.start(((NightjarSocket) frontend).socket(), ((NightjarSocket) backend).socket());
  }
}
