// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Binding;
import io.nightjar.CloseReport;
import io.nightjar.ClosedException;
import io.nightjar.Connection;
import io.nightjar.Message;
import io.nightjar.Option;
import io.nightjar.Options;
import io.nightjar.Peer;
import io.nightjar.Socket;
import io.nightjar.SocketEvent;
import io.nightjar.SocketStats;
import io.nightjar.SocketType;
import io.nightjar.WaitPolicy;
import io.nightjar.pattern.RouterPattern;
import io.nightjar.pipe.Mutex;
import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Pattern;
import io.nightjar.wire.Handshake;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A socket: its pattern, its endpoints, its options and its end. Messages are the business of
 * {@link SendSide} and {@link ReceiveSide}, endpoints that of their own classes.
 *
 * <p>Locks, in the order in which they are taken: receive lock, a connection's read lock, send
 * lock, a connection's write lock. None is held while waiting or while user code runs.
 */
abstract class SocketCore implements Socket, Pipe.Owner {
  private final EngineContext context;
  private final SocketType<?> type;
  private final OptionTable options;
  private final SocketSettings settings;
  private final Pattern pattern;
  private final SendSide sending;
  private final ReceiveSide receiving;
  private final MonitorHub monitors;
  private final CloseHooks closeHooks;
  private final IoLoop home;
  private final ReadinessHooks hooks;

  // What there is to end: bindings at once, the rest when it has delivered what it holds.
  private final Endpoints endpoints = new Endpoints(this);
  private final Set<StreamConnection> accepted = ConcurrentHashMap.newKeySet();
  private final Set<InprocEnd> inprocEnds = ConcurrentHashMap.newKeySet();
  private final Set<PeerPipe> pipes = ConcurrentHashMap.newKeySet();
  private final Map<Long, StreamConnection> established = new ConcurrentHashMap<>();
  private final Object lock = new Object();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean closed;
  private volatile boolean closedByContext;

  private final Tally tally = new Tally();

  SocketCore(
      EngineContext context, SocketType<?> type, Function<Pattern.Host, ? extends Pattern> maker) {
    this.context = context;
    this.type = type;
    this.options = new OptionTable(type, context.settings());
    this.settings = new SocketSettings(this, options);
    this.home = context.loopFor(0);
    this.hooks = new ReadinessHooks(type);
    this.monitors = new MonitorHub(context.executor());
    this.closeHooks = new CloseHooks(context.executor());
    this.pattern = maker.apply(new HostView());
    this.sending = new SendSide(this, pattern);
    this.receiving = new ReceiveSide(this, pattern);
  }

  /** What the pattern sees; apart from this class so that nothing else of it escapes early. */
  private final class HostView implements Pattern.Host {
    @Override
    public SocketType<?> type() {
      return type;
    }

    @Override
    public <T> T option(Option<T> option) {
      return options.option(option);
    }

    @Override
    public void countUnroutable() {
      tally.countUnroutable();
    }

    @Override
    public void countFiltered() {
      tally.countFiltered();
    }

    @Override
    public void countReceived() {
      receiving.countReceived();
    }

    @Override
    public void wakeReceivers() {
      SocketCore.this.wakeReceivers();
    }

    @Override
    public void wakeSenders() {
      SocketCore.this.wakeSenders();
    }
  }

  // ---- parts ----

  @Override
  public final EngineContext context() {
    return context;
  }

  Pattern pattern() {
    return pattern;
  }

  SendSide sending() {
    return sending;
  }

  ReceiveSide receiving() {
    return receiving;
  }

  DirectReads direct() {
    return receiving.direct();
  }

  Mutex sendLock() {
    return sending.lock();
  }

  Mutex receiveLock() {
    return receiving.lock();
  }

  OptionTable options() {
    return options;
  }

  WaitPolicy waitPolicy() {
    return context.settings().waitPolicy();
  }

  boolean readsEagerly() {
    return pattern.readsEagerly();
  }

  void lockBoth() {
    receiveLock().lock();
    sendLock().lock();
  }

  void unlockBoth() {
    sendLock().unlock();
    receiveLock().unlock();
  }

  @Override
  public final SocketType<?> type() {
    return type;
  }

  final void checkOpen() {
    if (closed) {
      throw closedException();
    }
  }

  private ClosedException closedException() {
    return closedByContext
        ? ClosedException.context("the context of this " + type + " socket was closed")
        : ClosedException.socket("this " + type + " socket was closed");
  }

  // ---- options ----

  final <T> T option(Option<T> option) {
    return options.option(option);
  }

  final <T> void setOption(Option<T> option, T value) {
    settings.set(option, value);
  }

  @Override
  public final <T> T get(Option<T> option) {
    return settings.get(option);
  }

  final SocketSettings settings() {
    return settings;
  }

  Set<PeerPipe> pipes() {
    return pipes;
  }

  // ---- endpoints ----

  @Override
  public final Binding bind(String endpoint) {
    return endpoints.bind(endpoint);
  }

  @Override
  public final Connection connect(String endpoint) {
    return endpoints.connect(endpoint);
  }

  @Override
  public final void unbind(String endpoint) {
    endpoints.unbind(endpoint);
  }

  @Override
  public final void disconnect(String endpoint) {
    endpoints.disconnect(endpoint);
  }

  @Override
  public final String lastEndpoint() {
    return endpoints.last();
  }

  @Override
  public final String toString() {
    return type + " socket" + endpoints + (closed ? " (closed)" : "");
  }

  /** What keeps its connections from being there; see {@link Endpoints#troubles}. */
  final String troubles() {
    return endpoints.troubles();
  }

  void forget(Binding binding) {
    endpoints.forget(binding);
  }

  void forget(ConnectionHandle connect) {
    endpoints.forget(connect);
    checkEnded();
  }

  /** Gives a new pipe of a ROUTER the id that was set for the peer of the next connect. */
  void wishRoutingId(Pipe pipe) {
    if (pattern instanceof RouterPattern) {
      byte[] wish = options.takeOnce(Options.CONNECT_ROUTING_ID);
      if (wish.length > 0) {
        pipe.attach(new RouterPattern.Wish(wish));
      }
    }
  }

  void forget(InprocEnd end) {
    inprocEnds.remove(end);
    checkEnded();
  }

  // ---- pipes ----

  Handshake newHandshake() {
    return Handshakes.of(type, options);
  }

  /** Lets the pattern use a pipe that has no peer yet. */
  void attach(PeerPipe peer) {
    lockBoth();
    try {
      pipes.add(peer);
      if (peer.attachOnce()) {
        pattern.attach(peer.pipe());
      }
    } finally {
      unlockBoth();
    }
    wakeSenders();
  }

  void attach(PeerPipe peer, InprocEnd end) {
    inprocEnds.add(end);
    peer.shareQueues();
    attach(peer);
  }

  void identified(Pipe pipe) {
    lockBoth();
    try {
      pattern.identified(pipe);
    } finally {
      unlockBoth();
    }
  }

  /** A connection has been accepted; false if the socket is closed. */
  boolean adopt(StreamConnection connection) {
    synchronized (lock) {
      if (closed) {
        return false;
      }
      accepted.add(connection);
      return true;
    }
  }

  /** A connection is through its handshake and its messages may flow. */
  void established(StreamConnection connection, PeerPipe peer, Peer info, boolean takesAll) {
    Pipe pipe = peer.pipe();
    established.put(connection.id(), connection);
    lockBoth();
    try {
      pipes.add(peer);
      pipe.connected(info.properties(), info.routingId());
      pipe.carrier(connection);
      if (peer.attachOnce()) {
        pattern.attach(pipe);
      } else if (pipe.isClosing() && !peer.isRetired()) {
        connection.fail("this " + type + " socket has a peer already");
      }
      pattern.identified(pipe);
      if (takesAll) {
        // ZMTP 1.0 has no subscriptions: such a peer filters by itself.
        pattern.subscription(pipe, true, ByteBuffer.allocate(0), 0, 0);
      }
      connection.flush();
    } finally {
      unlockBoth();
    }
    if (!readsEagerly()) {
      direct().add(connection);
    }
    tell(new SocketEvent.HandshakeSucceeded(connection.endpoint(), info));
    pipe.signalWritable();
    wakeSenders();
  }

  /** The peer of a connect went; its pipe waits for the next one. */
  void disconnected(Pipe pipe) {
    lockBoth();
    try {
      pattern.disconnected(pipe);
    } finally {
      unlockBoth();
    }
  }

  /** An accepted connection has ended. */
  void abandon(StreamConnection connection) {
    // Whatever the pattern throws: a connection that stayed would keep the socket from its end.
    try {
      PeerPipe peer = connection.peerPipe();
      if (peer != null) {
        leave(peer);
      }
    } finally {
      established.remove(connection.id());
      accepted.remove(connection);
      checkEnded();
    }
  }

  /** A connection that was made here has ended, and the pattern knows. */
  void left(StreamConnection connection) {
    established.remove(connection.id());
  }

  private void leave(PeerPipe peer) {
    try {
      disconnected(peer.pipe());
    } finally {
      detach(peer);
    }
  }

  /** Whether a peer that is not there has something to get. */
  boolean owes(PeerPipe peer) {
    Pipe pipe = peer.pipe();
    sendLock().lock();
    try {
      return pipe.sendQueue() > 0 || (!pipe.isConnected() && pattern.owes(pipe));
    } finally {
      sendLock().unlock();
    }
  }

  /** The application disconnected: a pipe gets no more messages, but delivers those it has. */
  void retire(PeerPipe peer) {
    Pipe pipe = peer.pipe();
    lockBoth();
    try {
      if (!pipe.isClosing() && peer.isAttached()) {
        peer.retire();
      }
      letGo(peer);
    } finally {
      unlockBoth();
    }
    peerGone();
  }

  /** The pattern gives a pipe no more messages. Both locks. */
  private void letGo(PeerPipe peer) {
    Pipe pipe = peer.pipe();
    if (!pipe.isClosing() && peer.isAttached()) {
      pipe.close();
      pattern.detach(pipe);
    }
  }

  /** A peer gets no more messages: whoever waits for room in its queue waits in vain. */
  private void peerGone() {
    sending.wakeAll();
    afterWritable();
  }

  /** A pipe gets no more messages. What it has can still be received. */
  void detach(PeerPipe peer) {
    lockBoth();
    try {
      letGo(peer);
    } finally {
      try {
        settle(peer);
      } finally {
        unlockBoth();
      }
    }
    peerGone();
  }

  /** Counts what was not delivered, and gives its memory back. Both locks. */
  private void settle(PeerPipe peer) {
    Pipe pipe = peer.pipe();
    if (!peer.settleOnce()) {
      return;
    }
    tally.settle(pipe);
    if (!peer.sharesQueues() || !pipe.isConnected()) {
      long left = pipe.sendQueue();
      if (closed) {
        tally.countUndelivered(left);
      } else {
        tally.countLost(left);
      }
      peer.writeLock().lock();
      try {
        peer.outlet().discardAll();
      } finally {
        peer.writeLock().unlock();
      }
    }
    if (closed) {
      tally.countUnread(pipe.in().size());
      pipe.reader().discardAll();
      pipes.remove(peer);
    } else if (!pipe.reader().isReady()) {
      pipe.carrier().drained();
      pipes.remove(peer);
    }
  }

  /** A pipe that is closing was read empty. Receive lock. */
  void drained(PeerPipe peer) {
    if (peer.pipe().isClosing()) {
      pipes.remove(peer);
    }
  }

  void countLost(int messages) {
    tally.countLost(messages);
    if (closed) {
      tally.countUndelivered(messages);
    }
  }

  /** A peer sent a subscription as a command. */
  void subscription(Pipe pipe, boolean on, ByteBuffer memory, int index, int length) {
    sendLock().lock();
    try {
      pattern.subscription(pipe, on, memory, index, length);
    } finally {
      sendLock().unlock();
    }
  }

  // ---- being told ----

  @Override
  public final void readable(Pipe pipe) {
    receiving.readable(pipe);
    if (readsEagerly()) {
      home.execute(this::readArrivals);
    } else {
      afterReadable();
    }
  }

  /** Handles what came to a pattern that reads eagerly. Loop thread. */
  private void readArrivals() {
    lockBoth();
    try {
      receiving.drainReadable(
          pipe -> {
            do {
              pattern.arrived(pipe);
            } while (!pipe.deactivate());
          });
    } finally {
      unlockBoth();
    }
  }

  @Override
  public final void writable(Pipe pipe) {
    sending.writable(pipe);
    afterWritable();
  }

  @Override
  public final void stalled(Pipe pipe) {
    sending.stalled(pipe);
  }

  final void wakeReceivers() {
    receiving.wake();
    afterReadable();
  }

  final void wakeSenders() {
    sending.wake();
    afterWritable();
  }

  private void afterReadable() {
    if (hasReceivesLater()) {
      home.execute(this::receiveLater);
    }
    hooks.call();
  }

  private void afterWritable() {
    if (sending.hasLater()) {
      runSendsLater();
    }
    roomMade();
    hooks.call();
  }

  /** What a type of socket does on a loop for those who wait without a thread. */
  void receiveLater() {
    receiving.runLater();
  }

  /** There may be room for another message. */
  void roomMade() {}

  /** Whether someone waits without a thread for something to come. */
  boolean hasReceivesLater() {
    return receiving.hasLater();
  }

  /** Fails the futures that only a type of socket knows: it is closed. */
  void failPending() {}

  final void runSendsLater() {
    home.execute(sending::runLater);
  }

  final void runReceivesLater() {
    home.execute(this::receiveLater);
  }

  /** The same after a while. Loop thread. */
  final void runReceivesLater(long nanos) {
    home.schedule(nanos, this::receiveLater);
  }

  /** Whether someone wants to be told of messages who will not come to read them. */
  final boolean isWatched() {
    return !hooks.isEmpty() || hasReceivesLater();
  }

  @Override
  public final boolean awaitPeers(int count, Duration timeout) throws InterruptedException {
    return awaitChange(() -> countPeers() >= count, timeout);
  }

  private int countPeers() {
    int count = established.size();
    for (InprocEnd end : inprocEnds) {
      count += end.isMet() ? 1 : 0;
    }
    return count;
  }

  /** Waits until a condition holds that may become true with a peer or a subscription. */
  final boolean awaitChange(BooleanSupplier condition, Duration timeout)
      throws InterruptedException {
    Semaphore changed = new Semaphore(0);
    long nanos = Clock.nanos(timeout);
    long deadline = System.nanoTime() + Math.max(0, nanos);
    Hook hook = onReadiness(changed::release);
    try {
      while (true) {
        checkOpen();
        if (condition.getAsBoolean()) {
          return true;
        }
        if (nanos < 0) {
          changed.acquire();
        } else if (!changed.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          return condition.getAsBoolean();
        }
        changed.drainPermits();
      }
    } finally {
      hook.close();
    }
  }

  final boolean hasNews() {
    return receiving.hasNews();
  }

  final void flushAll() {
    sendLock().lock();
    try {
      for (StreamConnection connection : established.values()) {
        connection.flush();
      }
    } finally {
      sendLock().unlock();
    }
  }

  // ---- futures: completed where user code may run ----

  final void completeLater(CompletableFuture<Void> future) {
    context.executor().execute(() -> future.complete(null));
  }

  final void completeLater(CompletableFuture<Message> future, Message message) {
    context
        .executor()
        .execute(
            () -> {
              if (!future.complete(message)) {
                receiving.giveBack(message);
              }
            });
  }

  final void failLater(CompletableFuture<?> future) {
    failLater(future, closedException());
  }

  final void failLater(CompletableFuture<?> future, Throwable cause) {
    context.executor().execute(() -> future.completeExceptionally(cause));
  }

  // ---- looking ----

  @Override
  public final boolean isReadable() {
    return receiving.canReceive();
  }

  @Override
  public final boolean isWritable() {
    return sending.canSend();
  }

  @Override
  public final Hook onReadiness(Runnable hook) {
    Objects.requireNonNull(hook, "the readiness hook is null");
    hooks.add(hook);
    direct().giveBack();
    // A look puts empty pipes aside, so that the next message is told of.
    receiving.canReceive();
    return () -> hooks.remove(hook);
  }

  @Override
  public final Hook onClose(Runnable hook) {
    return closeHooks.add(Objects.requireNonNull(hook, "hook"));
  }

  @Override
  public final Monitor monitor(Consumer<? super SocketEvent> listener) {
    return monitors.add(Objects.requireNonNull(listener, "the monitor's listener is null"));
  }

  void tell(SocketEvent event) {
    monitors.tell(event);
  }

  void tellEnd(StreamConnection connection, StreamConnection.End end) {
    String endpoint = connection.endpoint();
    String address = connection.peerAddress();
    if (!end.wasReady() && end.kind() != StreamConnection.End.Kind.LOCAL) {
      int code =
          switch (end.kind()) {
            case PROTOCOL -> 0x2000;
            case REJECTED -> 0x4000;
            default -> 0x0800;
          };
      tell(new SocketEvent.HandshakeFailed(endpoint, address, code, end.code(), end.reason()));
    }
    tell(new SocketEvent.Disconnected(endpoint, address, end.reason()));
  }

  @Override
  public final SocketStats stats() {
    List<SocketStats.PeerStats> peers = new ArrayList<>();
    for (StreamConnection connection : established.values()) {
      add(peers, connection.stats());
    }
    for (InprocEnd end : inprocEnds) {
      add(peers, end.stats());
    }
    return tally.stats(pipes, receiving.received(), settings, peers);
  }

  /** The system calls of the traffic with its present peers, and the wake-ups of its callers. */
  final Costs costs() {
    long wakeUps = receiving.wakeUps() + sending.wakeUps();
    Costs sum = new Costs(0, 0, direct().sleeps(), wakeUps);
    for (StreamConnection connection : established.values()) {
      Costs costs = connection.costs();
      sum = costs == null ? sum : sum.plus(costs);
    }
    return sum;
  }

  private static void add(
      List<SocketStats.PeerStats> peers, SocketStats.@Nullable PeerStats stats) {
    if (stats != null) {
      peers.add(stats);
    }
  }

  // ---- the end ----

  @Override
  public final boolean isClosed() {
    return closed;
  }

  @Override
  public final void close() {
    beginClose(null, false);
  }

  @Override
  public final CloseReport close(Duration linger) {
    beginClose(Clock.nanos(linger), false);
    return awaitEnd();
  }

  /** Starts to close; null for the socket's own linger. Called again it may shorten the time. */
  final void beginClose(@Nullable Long nanos, boolean byContext) {
    boolean again;
    synchronized (lock) {
      again = closed && nanos == null;
      if (!closed) {
        closedByContext = byContext;
      }
      closed = true;
    }
    if (byContext) {
      endpoints.endInproc();
    }
    if (again) {
      return;
    }
    long linger = nanos != null ? nanos : Clock.nanos(option(Options.LINGER));
    closeHooks.close();
    sending.close();
    receiving.close();
    failPending();
    hooks.call();
    endpoints.unbindAll();
    flushAll();
    endpoints.finish(linger);
    for (InprocEnd end : inprocEnds) {
      if (end.isJoined()) {
        end.close();
      }
    }
    for (StreamConnection connection : accepted) {
      connection.loop().execute(() -> connection.finish(linger));
    }
    checkEnded();
  }

  private void checkEnded() {
    if (!closed || endpoints.hasConnections() || !accepted.isEmpty() || !inprocEnds.isEmpty()) {
      return;
    }
    lockBoth();
    try {
      for (PeerPipe peer : List.copyOf(pipes)) {
        settle(peer);
        if (pipes.remove(peer)) {
          tally.countUnread(peer.pipe().in().size());
          peer.pipe().reader().discardAll();
        }
      }
    } finally {
      unlockBoth();
    }
    if (ended.getCount() > 0) {
      ended.countDown();
      monitors.close();
      context.ended(this);
    }
  }

  final CloseReport awaitEnd() {
    Interrupts.awaitQuietly(ended);
    return tally.closeReport();
  }
}
