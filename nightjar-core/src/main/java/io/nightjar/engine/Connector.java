// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.ClosedException;
import io.nightjar.Options;
import io.nightjar.Peer;
import io.nightjar.SocketEvent;
import io.nightjar.spi.StreamTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A connect of a socket to an endpoint of a byte-stream transport: resolves, connects, and does so
 * again after a while whenever the connection is lost. Its pipe, with what is queued in it,
 * outlives the connections.
 */
final class Connector extends ConnectionHandle
    implements IoLoop.Registered, StreamConnection.Owner {
  private static final System.Logger LOG = System.getLogger("io.nightjar");

  private static final int REFUSED = 1;
  private static final int HANDSHAKE_FAILED = 2;
  private static final int DISCONNECTED = 4;

  private final SocketCore socket;
  private final IoLoop loop;
  private final StreamTransport.Dialer dialer;
  private final boolean immediate;

  // Changed by the loop's thread.
  private volatile @Nullable PeerPipe peer;

  // Loop thread only.
  private @Nullable StreamConnection connection;
  private @Nullable SocketChannel opening;
  private Deque<SocketAddress> untried = new ArrayDeque<>();
  private IoLoop.@Nullable Timer timer;
  private Duration interval = Duration.ZERO;
  private boolean finishing;
  private long lingerNanos;
  private boolean done;

  Connector(
      SocketCore socket, IoLoop loop, StreamTransport.Dialer dialer, @Nullable PeerPipe peer) {
    super(dialer.endpoint(), socket.context().executor());
    this.socket = socket;
    this.loop = loop;
    this.dialer = dialer;
    this.peer = peer;
    this.immediate = peer == null;
  }

  void start() {
    PeerPipe early = peer;
    if (early != null && early.pipe().isClosing()) {
      // The pattern did not take it, and would not take its connections.
      loop.execute(
          () -> {
            error("this " + socket.type() + " socket has a peer already");
            abandon(lastError());
          });
    } else {
      loop.execute(this::attempt);
    }
  }

  // ---- an attempt: loop thread ----

  private void attempt() {
    timer = null;
    if (done) {
      return;
    }
    become(State.CONNECTING);
    if (dialer.mayBlock()) {
      socket.context().executor().execute(this::resolve);
    } else {
      resolve();
    }
  }

  private void resolve() {
    try {
      List<SocketAddress> addresses = dialer.resolve();
      loop.execute(() -> resolved(addresses));
    } catch (IOException e) {
      loop.execute(() -> failed("cannot resolve the host: " + e.getMessage()));
    } catch (RuntimeException e) {
      // A fault of the transport's own; the next attempt may fare better.
      LOG.log(System.Logger.Level.WARNING, "resolving " + address() + " failed", e);
      loop.execute(() -> failed("cannot resolve the host: " + e));
    }
  }

  private void resolved(List<SocketAddress> addresses) {
    untried = new ArrayDeque<>(addresses);
    tryNext("there is no address");
  }

  private void tryNext(String lastReason) {
    if (done) {
      return;
    }
    SocketAddress address = untried.poll();
    if (address == null) {
      failed(lastReason);
      return;
    }
    try {
      SocketChannel channel = dialer.open(address);
      opening = channel;
      if (channel.connect(address)) {
        connected(channel);
        return;
      }
      socket.tell(new SocketEvent.ConnectDelayed(address()));
      loop.register(channel, SelectionKey.OP_CONNECT, this);
      Duration limit = socket.option(Options.CONNECT_TIMEOUT);
      if (!limit.isZero()) {
        timer = loop.schedule(Clock.nanos(limit), () -> givenUp(channel, limit));
      }
    } catch (IOException | RuntimeException e) {
      closeOpening();
      tryNext(describe(e));
    }
  }

  private void givenUp(SocketChannel channel, Duration limit) {
    if (opening == channel) {
      closeOpening();
      tryNext("no connection within " + limit.toMillis() + " ms, see CONNECT_TIMEOUT");
    }
  }

  @Override
  public void ready(SelectionKey key) {
    SocketChannel channel = opening;
    if (channel == null) {
      return;
    }
    try {
      if (channel.finishConnect()) {
        key.interestOps(0);
        connected(channel);
      }
    } catch (IOException e) {
      closeOpening();
      tryNext(describe(e));
    }
  }

  @Override
  public void broken(Throwable cause) {
    closeOpening();
    tryNext(describe(cause));
  }

  private static String describe(Throwable e) {
    String text = e.getMessage();
    return text == null ? e.getClass().getSimpleName() : text;
  }

  private void closeOpening() {
    cancelTimer();
    SocketChannel channel = opening;
    opening = null;
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // It was never open.
      }
    }
  }

  private void connected(SocketChannel channel) throws IOException {
    cancelTimer();
    if (channel.getLocalAddress().equals(channel.getRemoteAddress())
        && channel.getRemoteAddress() instanceof InetSocketAddress) {
      // TCP lets a port of the ephemeral range connect to itself when nobody listens there.
      throw new IOException("connected to itself: nobody listens");
    }
    // Until it is adopted, whoever catches a failure closes it as one being opened.
    StreamTransport.Channel ready = dialer.adopt(channel);
    opening = null;
    socket.tell(new SocketEvent.Connected(address()));
    StreamConnection fresh =
        new StreamConnection(socket, loop, this, address(), ready, socket.newHandshake());
    connection = fresh;
    become(State.HANDSHAKING);
    fresh.start();
  }

  private void failed(String reason) {
    if (done) {
      return;
    }
    error(reason);
    retryUnless(REFUSED, reason);
  }

  // ---- the connection: loop thread ----

  @Override
  public @Nullable PeerPipe pipeFor(StreamConnection fresh, Peer info) {
    interval = Duration.ZERO;
    PeerPipe now = peer;
    if (now == null && !done) {
      now = new PeerPipe(socket.settings().newPipe(fresh.id()));
      peer = now;
    }
    return now;
  }

  /** The connection takes messages. Loop thread. */
  @Override
  public void established() {
    become(State.READY);
    if (finishing) {
      finishNow(lingerNanos);
    }
  }

  @Override
  public void ended(StreamConnection old, StreamConnection.End end) {
    connection = null;
    socket.tellEnd(old, end);
    error(end.reason());
    PeerPipe pipe = peer;
    if (immediate && pipe != null) {
      peer = null;
      socket.detach(pipe);
    } else if (pipe != null && end.wasReady()) {
      socket.disconnected(pipe.pipe());
    }
    socket.left(old);
    boolean local = end.kind() == StreamConnection.End.Kind.LOCAL;
    if (done || (finishing && (local || pipe == null || !socket.owes(pipe)))) {
      finished();
    } else if (!end.mayRetry()) {
      abandon(end.reason());
    } else {
      retryUnless(end.wasReady() ? DISCONNECTED : HANDSHAKE_FAILED, end.reason());
    }
  }

  private void retryUnless(int stop, String reason) {
    Duration base = socket.option(Options.RECONNECT_IVL);
    boolean stopped = (socket.option(Options.RECONNECT_STOP) & stop) != 0;
    if (base.isNegative() || base.isZero() || stopped) {
      abandon(reason);
      return;
    }
    Duration wait = nextInterval(Clock.countable(base));
    become(State.WAITING);
    socket.tell(new SocketEvent.ConnectRetried(address(), wait, reason));
    timer = loop.schedule(Clock.nanos(wait), this::attempt);
  }

  /** The same each time with jitter, or doubling up to a maximum. */
  private Duration nextInterval(Duration base) {
    Duration most = Clock.countable(socket.option(Options.RECONNECT_IVL_MAX));
    if (most.compareTo(base) <= 0) {
      return base.plusNanos(ThreadLocalRandom.current().nextLong(base.toNanos()));
    }
    Duration doubled = interval.isZero() ? base : interval.multipliedBy(2);
    interval = doubled.compareTo(most) > 0 ? most : doubled;
    return interval;
  }

  /** Not again, until the application connects anew. */
  private void abandon(@Nullable String reason) {
    PeerPipe pipe = peer;
    peer = null;
    if (pipe != null) {
      // What it holds is lost, and it must not go on taking its share.
      socket.detach(pipe);
    }
    giveUp(reason);
    if (finishing) {
      finished();
    }
  }

  private void cancelTimer() {
    IoLoop.Timer old = timer;
    timer = null;
    if (old != null) {
      old.cancel();
    }
  }

  // ---- the end ----

  @Override
  public void close() {
    PeerPipe pipe = peer;
    if (pipe != null) {
      socket.retire(pipe);
    }
    finish(Clock.nanos(socket.option(Options.LINGER)));
  }

  /** Delivers what is queued, within this time, and then ends. Any thread. */
  @Override
  void finish(long nanos) {
    loop.execute(() -> finishNow(nanos));
  }

  private void finishNow(long nanos) {
    if (done) {
      return;
    }
    finishing = true;
    lingerNanos = nanos;
    PeerPipe pipe = peer;
    StreamConnection now = connection;
    boolean empty = pipe == null || !socket.owes(pipe);
    if (now != null && now.info() != null) {
      now.finish(nanos);
    } else if (nanos == 0 || empty || state() == State.FAILED) {
      if (now != null) {
        done = true;
        now.finish(0);
      } else {
        finished();
      }
      return;
    }
    if (nanos > 0) {
      loop.schedule(nanos, this::finished);
    }
  }

  private void finished() {
    if (isClosed()) {
      return;
    }
    done = true;
    cancelTimer();
    closeOpening();
    become(State.CLOSED);
    failReady(ClosedException.socket("the connection to " + address() + " was closed"));
    StreamConnection now = connection;
    if (now != null) {
      now.finish(0);
    }
    PeerPipe pipe = peer;
    peer = null;
    if (pipe != null) {
      socket.detach(pipe);
    }
    socket.tell(new SocketEvent.Closed(address()));
    socket.forget(this);
  }

  @Override
  @Nullable StreamConnection connection() {
    return connection;
  }
}
