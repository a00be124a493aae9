// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Binding;
import io.nightjar.Options;
import io.nightjar.Peer;
import io.nightjar.SocketEvent;
import io.nightjar.spi.StreamTransport;
import io.nightjar.wire.Handshake;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An endpoint of a byte-stream transport that accepts peers. */
final class Acceptor implements Binding, IoLoop.Registered, StreamConnection.Owner {
  private static final long RETRY_NANOS = 100_000_000;
  private static final int AT_ONCE = 64;

  private final SocketCore socket;
  private final IoLoop loop;
  private final StreamTransport.Listener listener;
  // Those whose handshake is not through, the oldest first. Guarded by itself.
  private final Set<StreamConnection> greeting = new LinkedHashSet<>();
  private volatile boolean closed;

  Acceptor(SocketCore socket, IoLoop loop, StreamTransport.Listener listener) {
    this.socket = socket;
    this.loop = loop;
    this.listener = listener;
  }

  void start() {
    socket.tell(new SocketEvent.Listening(address()));
    loop.execute(
        () -> {
          try {
            if (!closed) {
              loop.register(listener.channel(), SelectionKey.OP_ACCEPT, this);
            }
          } catch (IOException e) {
            broken(e);
          }
        });
  }

  @Override
  public String address() {
    return listener.endpoint();
  }

  @Override
  public String toString() {
    return "binding to " + address() + (closed ? " (closed)" : "");
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public void ready(SelectionKey key) throws IOException {
    // Not all at once: those that came first shall get on with their handshakes meanwhile.
    for (int i = 0; i < AT_ONCE && !closed; i++) {
      SocketChannel accepted;
      try {
        accepted = listener.channel().accept();
      } catch (IOException e) {
        if (!closed) {
          socket.tell(new SocketEvent.AcceptFailed(address(), String.valueOf(e.getMessage())));
          pause(key);
        }
        return;
      }
      if (accepted == null) {
        return;
      }
      greet(accepted);
    }
  }

  /** Out of descriptors, most likely: leaves the rest waiting for a moment. */
  private void pause(SelectionKey key) {
    key.interestOps(0);
    loop.schedule(
        RETRY_NANOS,
        () -> {
          if (key.isValid()) {
            key.interestOps(SelectionKey.OP_ACCEPT);
          }
        });
  }

  private void greet(SocketChannel accepted) throws IOException {
    StreamTransport.Channel channel;
    try {
      channel = listener.adopt(accepted);
    } catch (IOException | RuntimeException e) {
      // Reset before it was accepted, or a fault of the transport's own.
      socket.tell(new SocketEvent.AcceptFailed(address(), String.valueOf(e.getMessage())));
      accepted.close();
      return;
    }
    IoLoop home = socket.context().loopFor(socket.option(Options.AFFINITY));
    StreamConnection connection = connection(home, channel);
    socket.tell(new SocketEvent.Accepted(address(), channel.peerAddress()));
    if (!socket.adopt(connection)) {
      accepted.close();
      return;
    }
    StreamConnection tooOld = null;
    synchronized (greeting) {
      greeting.add(connection);
      if (greeting.size() > socket.option(Options.MAX_HANDSHAKES)) {
        // It has had more time than any honest peer needs.
        tooOld = greeting.iterator().next();
        greeting.remove(tooOld);
      }
    }
    home.execute(connection::start);
    if (tooOld != null) {
      tooOld.crowdedOut();
    }
  }

  private StreamConnection connection(IoLoop home, StreamTransport.Channel channel) {
    if (!socket.pattern().isExclusive()) {
      return new StreamConnection(socket, home, this, address(), channel, socket.newHandshake());
    }
    Guest guest = new Guest();
    Handshake handshake =
        Handshakes.of(socket.type(), socket.options(), () -> socket.pattern().admit(guest));
    return new StreamConnection(socket, home, guest, address(), channel, handshake);
  }

  /** Whose connection it is where only one peer may be. */
  private final class Guest implements StreamConnection.Owner {
    @Override
    public @Nullable PeerPipe pipeFor(StreamConnection connection, Peer peer) {
      return Acceptor.this.pipeFor(connection, peer);
    }

    @Override
    public void ended(StreamConnection connection, StreamConnection.End end) {
      Acceptor.this.ended(connection, end);
      socket.pattern().left(this);
    }
  }

  @Override
  public @Nullable PeerPipe pipeFor(StreamConnection connection, Peer peer) {
    synchronized (greeting) {
      greeting.remove(connection);
    }
    return socket.isClosed() ? null : new PeerPipe(socket.settings().newPipe(connection.id()));
  }

  @Override
  public void ended(StreamConnection connection, StreamConnection.End end) {
    synchronized (greeting) {
      greeting.remove(connection);
    }
    socket.tellEnd(connection, end);
    socket.abandon(connection);
  }

  @Override
  public void broken(Throwable cause) {
    if (!closed) {
      socket.tell(new SocketEvent.AcceptFailed(address(), String.valueOf(cause.getMessage())));
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    listener.close();
    socket.forget(this);
    socket.tell(new SocketEvent.Closed(address()));
    loop.awaitSelect();
  }
}
