// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.harness;

import java.util.Set;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** JeroMQ doing the work of {@link NightjarPeer}, but for what shares a socket among threads. */
public final class JeromqPeer implements PeerLibrary {
  private static final int BACKLOG = 4000;
  private static final int MAX_SOCKETS = 4096;
  private static final Set<String> SHARING = Set.of("shared", "inflight");

  private final Settings settings;
  private final ZContext context;

  private JeromqPeer(Settings settings) {
    this.settings = settings;
    this.context = new ZContext(1);
    context.getContext().setMaxSockets(MAX_SOCKETS);
  }

  /** Runs until it is ended, or until it has measured. */
  public static void main(String[] arguments) throws Exception {
    Settings settings = new Settings(arguments);
    if (settings.flag("child")) {
      Parent.follow();
    }
    if (SHARING.contains(settings.pattern())) {
      throw new IllegalArgumentException("a socket of JeroMQ is for one thread");
    }
    new Work(settings, new Meter(settings), () -> new JeromqPeer(settings)).run();
    Thread.sleep(Long.MAX_VALUE);
  }

  @Override
  public PeerSocket open(Type type) {
    ZMQ.Socket socket = context.createSocket(SocketType.valueOf(type.name()));
    int hwm = settings.number("hwm", 1000);
    socket.setSndHWM(hwm);
    socket.setRcvHWM(hwm);
    socket.setLinger(0);
    socket.setBacklog(BACKLOG);
    if (type == Type.PUB || type == Type.XPUB) {
      socket.setXpubNoDrop(settings.lossless());
    }
    return new JeromqSocket(socket, settings);
  }

  @Override
  public void proxy(PeerSocket frontend, PeerSocket backend) {
    ZMQ.Socket front = ((JeromqSocket) frontend).socket();
    ZMQ.Socket back = ((JeromqSocket) backend).socket();
    Step.repeat("proxy", () -> ZMQ.proxy(front, back, null));
  }
}
