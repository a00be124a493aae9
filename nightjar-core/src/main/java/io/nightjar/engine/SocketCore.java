// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Binding;
import io.nightjar.CloseReport;
import io.nightjar.ClosedException;
import io.nightjar.Connection;
import io.nightjar.InvalidEndpointException;
import io.nightjar.InvalidOptionException;
import io.nightjar.Message;
import io.nightjar.NightjarException;
import io.nightjar.Option;
import io.nightjar.Options;
import io.nightjar.Peer;
import io.nightjar.Socket;
import io.nightjar.SocketEvent;
import io.nightjar.SocketStats;
import io.nightjar.SocketType;
import io.nightjar.UnknownEndpointException;
import io.nightjar.WaitPolicy;
import io.nightjar.pattern.RouterPattern;
import io.nightjar.pipe.Chunk;
import io.nightjar.pipe.FrameQueue;
import io.nightjar.pipe.MemoryBudget;
import io.nightjar.pipe.Mutex;
import io.nightjar.pipe.Pipe;
import io.nightjar.spi.Pattern;
import io.nightjar.spi.StreamTransport;
import io.nightjar.wire.Handshake;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
  private static final System.Logger LOG = System.getLogger("io.nightjar");
  private static final Set<String> ONE_CONNECTION_AN_ENDPOINT =
      Set.of("DEALER", "SUB", "PUB", "REQ");

  private final EngineContext context;
  private final SocketType<?> type;
  private final OptionTable options;
  private final Pattern pattern;
  private final SendSide sending;
  private final ReceiveSide receiving;
  private final MonitorHub monitors;
  private final CloseHooks closeHooks;
  private final IoLoop home;
  private final MemoryBudget sendBudget;
  private final MemoryBudget receiveBudget;
  private final List<Runnable> hooks = new CopyOnWriteArrayList<>();
  private volatile boolean hooked;

  // What there is to end: bindings at once, the rest when it has delivered what it holds.
  private final Map<String, Binding> bindings = new ConcurrentHashMap<>();
  private final List<ConnectionHandle> connects = new CopyOnWriteArrayList<>();
  private final Set<StreamConnection> accepted = ConcurrentHashMap.newKeySet();
  private final Set<InprocEnd> inprocEnds = ConcurrentHashMap.newKeySet();
  private final Set<PeerPipe> pipes = ConcurrentHashMap.newKeySet();
  private final Map<Long, StreamConnection> established = new ConcurrentHashMap<>();
  private final Object lock = new Object();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean closed;
  private volatile boolean closedByContext;
  private volatile @Nullable Long lingerNanos;
  private volatile String lastEndpoint = "";

  private final AtomicLong sentBefore = new AtomicLong();
  private final AtomicLong droppedBefore = new AtomicLong();
  private final AtomicLong unroutable = new AtomicLong();
  private final AtomicLong filtered = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong undelivered = new AtomicLong();
  private final AtomicLong unread = new AtomicLong();

  SocketCore(
      EngineContext context, SocketType<?> type, Function<Pattern.Host, ? extends Pattern> maker) {
    this.context = context;
    this.type = type;
    this.options = new OptionTable(type, context.settings());
    this.home = context.loopFor(0);
    this.sendBudget = new MemoryBudget(Long.MAX_VALUE, context.budget(), this::memoryFreed);
    this.receiveBudget = new MemoryBudget(Long.MAX_VALUE, context.budget(), this::memoryFreed);
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
      unroutable.incrementAndGet();
    }

    @Override
    public void countFiltered() {
      filtered.incrementAndGet();
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

  private void lockBoth() {
    receiveLock().lock();
    sendLock().lock();
  }

  private void unlockBoth() {
    sendLock().unlock();
    receiveLock().unlock();
  }

  @Override
  public final SocketType<?> type() {
    return type;
  }

  final void checkOpen() {
    if (closed) {
      throw closedByContext
          ? ClosedException.context("the context of this " + type + " socket was closed")
          : ClosedException.socket("this " + type + " socket was closed");
    }
  }

  // ---- options ----

  final <T> T option(Option<T> option) {
    return options.option(option);
  }

  final <T> void setOption(Option<T> option, T value) {
    Objects.requireNonNull(option, "option");
    checkOpen();
    option.check(type, value);
    checkForThisSocket(option, value);
    lockBoth();
    try {
      options.set(option, value);
      if (option == Options.SNDHWM || option == Options.RCVHWM) {
        changeLimits();
      } else if (option == Options.SEND_MEMORY) {
        sendBudget.limit(orUnlimited(option(Options.SEND_MEMORY)));
        changeLimits();
      } else if (option == Options.RECEIVE_MEMORY) {
        receiveBudget.limit(orUnlimited(option(Options.RECEIVE_MEMORY)));
        changeLimits();
      }
      pattern.optionChanged(option, value);
    } finally {
      unlockBoth();
    }
    wakeSenders();
  }

  /** Queues that were full for want of memory may have room. Any thread, with any locks. */
  final void memoryFreed() {
    for (PeerPipe peer : pipes) {
      peer.pipe().signalWritable();
      peer.pipe().carrier().roomMade();
    }
  }

  private static long orUnlimited(long bytes) {
    return bytes == 0 ? Long.MAX_VALUE : bytes;
  }

  private void checkForThisSocket(Option<?> option, Object value) {
    boolean subscription = option == Options.SUBSCRIBE || option == Options.UNSUBSCRIBE;
    boolean manual = option(Options.XPUB_MANUAL) || option(Options.XPUB_MANUAL_LAST_VALUE);
    if (subscription && type == SocketType.XPUB && !manual) {
      throw new InvalidOptionException(
          "an XPUB socket takes " + option + " only with XPUB_MANUAL or XPUB_MANUAL_LAST_VALUE");
    }
    if (option == Options.AFFINITY) {
      context.checkMask((Long) value);
    }
    if (option == Options.CONNECT_ROUTING_ID && pattern instanceof RouterPattern router) {
      sendLock().lock();
      try {
        router.checkFree((byte[]) value);
      } finally {
        sendLock().unlock();
      }
    }
  }

  private void changeLimits() {
    for (PeerPipe peer : pipes) {
      if (!peer.sharesQueues()) {
        peer.pipe().out().limit(option(Options.SNDHWM));
        peer.pipe().in().limit(option(Options.RCVHWM));
        peer.pipe().signalWritable();
        peer.pipe().carrier().roomMade();
      }
    }
  }

  @Override
  public final <T> T get(Option<T> option) {
    Objects.requireNonNull(option, "option");
    if (!option.appliesTo(type)) {
      throw new InvalidOptionException(
          "a " + type + " socket has no option " + option + ": it belongs to " + option.owners());
    }
    if (option.access() == Option.Access.SET) {
      throw new InvalidOptionException("option " + option + " can only be set");
    }
    if (option == Options.TYPE) {
      return option.type().cast(type.number());
    } else if (option == Options.LAST_ENDPOINT) {
      return option.type().cast(lastEndpoint);
    } else if (option == Options.EVENTS) {
      return option.type().cast((isReadable() ? 1 : 0) + (isWritable() ? 2 : 0));
    } else if (option == Options.TOPICS_COUNT) {
      return option.type().cast(countTopics());
    }
    return options.option(option);
  }

  private int countTopics() {
    sendLock().lock();
    try {
      return pattern.count(Options.TOPICS_COUNT);
    } finally {
      sendLock().unlock();
    }
  }

  // ---- endpoints ----

  /** An endpoint, taken apart. */
  private record Endpoint(String whole, String scheme, String address) {
    static Endpoint parse(String text) {
      Objects.requireNonNull(text, "endpoint");
      int mark = text.indexOf("://");
      if (mark <= 0 || mark + 3 == text.length()) {
        throw new InvalidEndpointException(
            "malformed endpoint \""
                + text
                + "\": write transport://address, as in"
                + " tcp://127.0.0.1:5555");
      }
      return new Endpoint(text, text.substring(0, mark), text.substring(mark + 3));
    }

    boolean isInproc() {
      return scheme.equals(InprocNames.SCHEME);
    }
  }

  @Override
  public final Binding bind(String endpoint) {
    checkOpen();
    try {
      Binding binding = open(Endpoint.parse(endpoint));
      bindings.put(binding.address(), binding);
      bindings.putIfAbsent(endpoint, binding);
      lastEndpoint = binding.address();
      if (closed) {
        binding.close();
        checkOpen();
      }
      return binding;
    } catch (NightjarException e) {
      tell(new SocketEvent.BindFailed(endpoint, String.valueOf(e.getMessage())));
      throw e;
    } catch (RuntimeException e) {
      // A fault of a transport's own.
      tell(new SocketEvent.BindFailed(endpoint, e.toString()));
      throw e;
    }
  }

  private Binding open(Endpoint endpoint) {
    if (endpoint.isInproc()) {
      Binding binding = context.inproc().bind(this, endpoint.address());
      tell(new SocketEvent.Listening(endpoint.whole()));
      return binding;
    }
    StreamTransport transport = context.transport(endpoint.scheme(), endpoint.whole());
    Acceptor acceptor =
        new Acceptor(
            this,
            context.loopFor(option(Options.AFFINITY)),
            transport.listen(endpoint.address(), options));
    acceptor.start();
    return acceptor;
  }

  @Override
  public final Connection connect(String text) {
    checkOpen();
    Endpoint endpoint = Endpoint.parse(text);
    if (ONE_CONNECTION_AN_ENDPOINT.contains(type.name())) {
      for (ConnectionHandle connect : connects) {
        if (connect.address().equals(text) && !connect.isClosed()) {
          if (connect.state() != Connection.State.FAILED) {
            return connect;
          }
          // It will not be tried again, so this is the way to do that.
          connect.close();
        }
      }
    }
    ConnectionHandle connect = dial(endpoint);
    lastEndpoint = text;
    synchronized (lock) {
      if (!closed) {
        return connect;
      }
    }
    connect.close();
    checkOpen();
    return connect;
  }

  private ConnectionHandle dial(Endpoint endpoint) {
    if (endpoint.isInproc()) {
      InprocConnection connect = context.inproc().connect(this, endpoint.address());
      if (!connect.isClosed()) {
        connects.add(connect);
      }
      return connect;
    }
    StreamTransport transport = context.transport(endpoint.scheme(), endpoint.whole());
    StreamTransport.Dialer dialer = transport.dialer(endpoint.address(), options);
    PeerPipe early = null;
    if (!option(Options.IMMEDIATE)) {
      early = new PeerPipe(newPipe(context.nextId()));
      wishRoutingId(early.pipe());
    }
    Connector connector =
        new Connector(this, context.loopFor(option(Options.AFFINITY)), dialer, early);
    connects.add(connector);
    if (early != null) {
      attach(early);
    }
    connector.start();
    return connector;
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

  @Override
  public final void unbind(String endpoint) {
    Objects.requireNonNull(endpoint, "endpoint");
    Binding binding = bindings.get(endpoint);
    if (binding == null) {
      throw new UnknownEndpointException(
          "this "
              + type
              + " socket is not bound to "
              + endpoint
              + ": it is to "
              + orNothing(boundTo()));
    }
    binding.close();
  }

  @Override
  public final void disconnect(String endpoint) {
    Objects.requireNonNull(endpoint, "endpoint");
    for (ConnectionHandle connect : connects) {
      if (connect.address().equals(endpoint)) {
        connect.close();
        return;
      }
    }
    throw new UnknownEndpointException(
        "this "
            + type
            + " socket is not connected to "
            + endpoint
            + ": it is to "
            + orNothing(connectedTo()));
  }

  private Set<String> boundTo() {
    Set<String> addresses = new TreeSet<>();
    bindings.values().forEach(binding -> addresses.add(binding.address()));
    return addresses;
  }

  private Set<String> connectedTo() {
    Set<String> addresses = new TreeSet<>();
    connects.forEach(connect -> addresses.add(connect.address()));
    return addresses;
  }

  private static String orNothing(Set<String> addresses) {
    return addresses.isEmpty() ? "nothing" : addresses.toString();
  }

  @Override
  public final String toString() {
    Set<String> bound = boundTo();
    Set<String> connected = connectedTo();
    return type
        + " socket"
        + (bound.isEmpty() ? "" : " bound to " + bound)
        + (connected.isEmpty() ? "" : " connected to " + connected)
        + (closed ? " (closed)" : "");
  }

  @Override
  public final String lastEndpoint() {
    return lastEndpoint;
  }

  void forget(Binding binding) {
    bindings.values().removeIf(each -> each == binding);
  }

  void forget(ConnectionHandle connect) {
    connects.remove(connect);
    checkEnded();
  }

  void forget(InprocEnd end) {
    inprocEnds.remove(end);
    checkEnded();
  }

  // ---- pipes ----

  Pipe newPipe(long id) {
    boolean conflate = option(Options.CONFLATE);
    return new Pipe(
        id,
        this,
        newQueue(sendBudget, conflate ? 0 : option(Options.SNDHWM), Chunk.STANDARD),
        newQueue(receiveBudget, conflate ? 0 : option(Options.RCVHWM), Chunk.STANDARD),
        conflate);
  }

  private FrameQueue newQueue(MemoryBudget budget, int limit, int shareFrom) {
    return new FrameQueue(context.pool(), budget, limit, shareFrom);
  }

  /** A queue for messages to a peer in this process. */
  FrameQueue newSendQueue(int limit, int shareFrom) {
    return newQueue(sendBudget, limit, shareFrom);
  }

  /** A queue for messages from a peer in this process. */
  FrameQueue newReceiveQueue(int limit, int shareFrom) {
    return newQueue(receiveBudget, limit, shareFrom);
  }

  Handshake newHandshake() {
    return Handshakes.of(type, options);
  }

  /** Lets the pattern use a pipe that has no peer yet. */
  private void attach(PeerPipe peer) {
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
        pipe.close();
        pattern.detach(pipe);
      }
    } finally {
      unlockBoth();
    }
    peerGone();
  }

  /** A peer gets no more messages: whoever waits for room in its queue waits in vain. */
  private void peerGone() {
    sending.wakeAll();
    afterWritable();
  }

  /** A pipe gets no more messages. What it has can still be received. */
  void detach(PeerPipe peer) {
    Pipe pipe = peer.pipe();
    lockBoth();
    try {
      if (!pipe.isClosing() && peer.isAttached()) {
        pipe.close();
        pattern.detach(pipe);
      }
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
    sentBefore.addAndGet(pipe.out().produced());
    droppedBefore.addAndGet(pipe.dropped());
    if (!peer.sharesQueues() || !pipe.isConnected()) {
      long left = pipe.sendQueue();
      (closed ? undelivered : lost).addAndGet(left);
      peer.writeLock().lock();
      try {
        peer.outlet().discardAll();
      } finally {
        peer.writeLock().unlock();
      }
    }
    if (closed) {
      unread.addAndGet(pipe.in().size());
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
    lost.addAndGet(messages);
    if (closed) {
      undelivered.addAndGet(messages);
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
    callHooks();
  }

  private void afterWritable() {
    if (sending.hasLater()) {
      home.execute(sending::runLater);
    }
    roomMade();
    callHooks();
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

  final void runReceivesLater() {
    home.execute(this::receiveLater);
  }

  private void callHooks() {
    if (hooked) {
      hooks.forEach(this::call);
    }
  }

  /** Runs a hook, whose faults are its owner's: the caller is a peer's message, or the end. */
  private void call(Runnable hook) {
    try {
      hook.run();
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.WARNING, "a readiness hook of a " + type + " socket failed", e);
    }
  }

  /** Whether someone wants to be told of messages who will not come to read them. */
  final boolean isWatched() {
    return hooked || hasReceivesLater();
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
    ClosedException cause =
        closedByContext
            ? ClosedException.context("the context of this " + type + " socket was closed")
            : ClosedException.socket("this " + type + " socket was closed");
    failLater(future, cause);
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
    synchronized (hooks) {
      hooks.add(hook);
      hooked = true;
    }
    direct().giveBack();
    // A look puts empty pipes aside, so that the next message is told of.
    receiving.canReceive();
    return () -> {
      synchronized (hooks) {
        hooks.remove(hook);
        hooked = !hooks.isEmpty();
      }
    };
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
    long sent = sentBefore.get();
    long dropped = droppedBefore.get();
    long waiting = 0;
    for (PeerPipe peer : pipes) {
      if (!peer.isSettled()) {
        sent += peer.pipe().out().produced();
        dropped += peer.pipe().dropped();
        waiting += peer.pipe().isConnected() ? 0 : peer.pipe().sendQueue();
      }
    }
    return new SocketStats(
        sent,
        receiving.received(),
        dropped,
        unroutable.get(),
        filtered.get(),
        lost.get(),
        waiting,
        peers);
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
    synchronized (lock) {
      if (closed && nanos == null) {
        return;
      }
      if (!closed) {
        closedByContext = byContext;
      }
      closed = true;
      lingerNanos = nanos != null ? nanos : Clock.nanos(option(Options.LINGER));
    }
    Long linger = lingerNanos;
    long time = linger == null ? 0 : linger;
    closeHooks.close();
    sending.close();
    receiving.close();
    failPending();
    callHooks();
    List.copyOf(bindings.values()).forEach(Binding::close);
    flushAll();
    for (ConnectionHandle connect : connects) {
      if (connect instanceof Connector connector) {
        connector.finish(time);
      } else {
        connect.close();
      }
    }
    List.copyOf(inprocEnds).forEach(InprocEnd::close);
    for (StreamConnection connection : accepted) {
      connection.loop().execute(() -> connection.finish(time));
    }
    checkEnded();
  }

  private void checkEnded() {
    if (!closed || !connects.isEmpty() || !accepted.isEmpty() || !inprocEnds.isEmpty()) {
      return;
    }
    lockBoth();
    try {
      for (PeerPipe peer : List.copyOf(pipes)) {
        settle(peer);
        if (pipes.remove(peer)) {
          unread.addAndGet(peer.pipe().in().size());
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
    return new CloseReport(undelivered.get(), unread.get());
  }
}
