// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Options;
import io.nightjar.Peer;
import io.nightjar.SocketStats;
import io.nightjar.pipe.FrameIntake;
import io.nightjar.pipe.Pipe;
import io.nightjar.spi.StreamTransport;
import io.nightjar.wire.Commands;
import io.nightjar.wire.Handshake;
import io.nightjar.wire.PeerInfo;
import io.nightjar.wire.PeerRejectedException;
import io.nightjar.wire.ProtocolError;
import io.nightjar.wire.ProtocolException;
import io.nightjar.wire.ProtocolVersion;
import io.nightjar.wire.Subscriptions;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One connection over a byte stream, from its first byte to its end: handshake on the event loop,
 * then messages, read and written by callers or by the loop.
 */
final class StreamConnection
    implements IoLoop.Registered, Pipe.Carrier, StreamReader.Host, StreamWriter.Host {
  /** Whose connection it is. Called on the thread of the connection's loop. */
  interface Owner {
    /** The handshake is through: here is the peer; give me its pipe. Null to refuse. */
    @Nullable PeerPipe pipeFor(StreamConnection connection, Peer peer);

    /** It takes messages now. */
    default void established() {}

    /** It ended. */
    void ended(StreamConnection connection, End end);
  }

  /** How a connection ended. */
  record End(Kind kind, int code, String reason, boolean mayRetry, boolean wasReady) {
    enum Kind {
      LOST,
      HANDSHAKE,
      PROTOCOL,
      REJECTED,
      LOCAL
    }
  }

  private static final String CLOSED_HERE = "closed by this side";
  private static final long PART_NANOS = 500_000_000;

  // libzmq drops what it has not read when a Unix domain socket is closed from both ends.
  private static final long LOCAL_PART_NANOS = 5_000_000_000L;
  private static final int MOST_CONTROL = 10_000;

  private final SocketCore socket;
  private final IoLoop loop;
  private final Owner owner;
  private final String endpoint;
  private final String peerAddress;
  private final SocketChannel socketChannel;
  private final Handshake handshake;
  private final long id;

  // Loop thread only.
  private @Nullable SelectionKey key;
  private @Nullable ByteBuffer handshakeOutput;
  private IoLoop.@Nullable Timer handshakeTimer;
  private IoLoop.@Nullable Timer deadlineTimer;
  private boolean parting;

  // Set once when the handshake is through, before anyone else sees the connection.
  private volatile @Nullable Traffic traffic;

  private volatile boolean ended;
  private volatile boolean finishing;
  private volatile @Nullable SelectionKey callersKey;

  // A leader does not listen to it before there is room, or what floods it is written.
  private volatile boolean callersWait;

  // The last PING's time to live, and whether the loop will look at it.
  private volatile int peerTtl;
  private final AtomicBoolean pinged = new AtomicBoolean();

  /** What there is once messages flow. */
  private record Traffic(
      SocketCore socket,
      PeerPipe peer,
      Pipe pipe,
      StreamReader reader,
      StreamWriter writer,
      Heartbeat heartbeat,
      ProtocolVersion version,
      Peer info) {}

  StreamConnection(
      SocketCore socket,
      IoLoop loop,
      Owner owner,
      String endpoint,
      StreamTransport.Channel channel,
      Handshake handshake) {
    this.socket = socket;
    this.loop = loop;
    this.owner = owner;
    this.endpoint = endpoint;
    this.peerAddress = channel.peerAddress();
    this.socketChannel = channel.channel();
    this.handshake = handshake;
    this.id = socket.context().nextId();
  }

  long id() {
    return id;
  }

  IoLoop loop() {
    return loop;
  }

  String peerAddress() {
    return peerAddress;
  }

  String endpoint() {
    return endpoint;
  }

  @Nullable PeerPipe peerPipe() {
    Traffic now = traffic;
    return now == null ? null : now.peer();
  }

  @Override
  public boolean isEnded() {
    return ended;
  }

  /** What the socket's statistics say of the peer; null before the handshake is through. */
  SocketStats.@Nullable PeerStats stats() {
    Traffic now = traffic;
    if (now == null) {
      return null;
    }
    return PeerInfos.stats(
        now.info(), now.pipe(), now.peer().outlet().bytesWritten(), now.reader().bytesRead());
  }

  /** The system calls of its traffic; null before the handshake is through. */
  @Nullable Costs costs() {
    Traffic now = traffic;
    if (now == null) {
      return null;
    }
    now.reader().lock().lock();
    now.peer().writeLock().lock();
    try {
      return new Costs(now.peer().outlet().writes(), now.reader().reads(), 0, 0);
    } finally {
      now.peer().writeLock().unlock();
      now.reader().lock().unlock();
    }
  }

  @Nullable Peer info() {
    Traffic now = traffic;
    return now == null ? null : now.info();
  }

  private Traffic traffic() {
    Traffic now = traffic;
    if (now == null) {
      throw new IllegalStateException("the handshake is not through");
    }
    return now;
  }

  // ---- handshake: loop thread ----

  void start() {
    try {
      key = loop.register(socketChannel, SelectionKey.OP_READ, this);
      Duration limit = socket.option(Options.HANDSHAKE_IVL);
      if (!limit.isZero()) {
        handshakeTimer =
            loop.schedule(
                Clock.nanos(limit),
                () ->
                    end(
                        new End(
                            End.Kind.HANDSHAKE,
                            0,
                            "no handshake within " + limit.toMillis() + " ms, see HANDSHAKE_IVL",
                            true,
                            false)));
      }
      handshake.start();
      writeHandshake();
    } catch (IOException e) {
      lost(e);
    }
  }

  @Override
  public void ready(SelectionKey selected) throws IOException {
    if (ended) {
      return;
    }
    int operations = selected.readyOps();
    if (traffic == null) {
      if ((operations & SelectionKey.OP_WRITE) != 0) {
        writeHandshake();
      }
      if ((operations & SelectionKey.OP_READ) != 0 && !ended) {
        readHandshake();
      }
      return;
    }
    if ((operations & SelectionKey.OP_WRITE) != 0) {
      interest(SelectionKey.OP_WRITE, false);
      traffic().writer().resume();
    }
    if ((operations & SelectionKey.OP_READ) != 0 && !ended) {
      if (parting) {
        readUntilParted();
      } else {
        traffic().reader().readable();
      }
    }
  }

  @Override
  public void broken(Throwable cause) {
    end(new End(End.Kind.LOST, 0, describe(cause), true, traffic != null));
  }

  private void readHandshake() throws IOException {
    ByteBuffer scratch = loop.scratch();
    int count = socketChannel.read(scratch);
    if (count < 0) {
      end(
          new End(
              End.Kind.HANDSHAKE,
              0,
              "the peer closed the connection in the handshake",
              true,
              false));
      return;
    }
    scratch.flip();
    try {
      handshake.receive(scratch);
      writeHandshake();
      if (handshake.state() == Handshake.State.COMPLETE && handshakeOutput == null) {
        establish(scratch);
      }
    } catch (ProtocolException e) {
      writeHandshakeQuietly();
      handshakeFailed(e);
    }
  }

  private void handshakeFailed(ProtocolException e) {
    if (e instanceof PeerRejectedException rejection) {
      int status = statusOf(rejection.reason());
      end(new End(End.Kind.REJECTED, status, rejection.getMessage(), false, false));
    } else {
      end(new End(End.Kind.PROTOCOL, e.error().code(), e.getMessage(), !e.isLasting(), false));
    }
  }

  /** The three digits that an authenticator refuses with; 0 if the reason is something else. */
  private static int statusOf(String reason) {
    return reason.matches("[0-9]{3}") ? Integer.parseInt(reason) : 0;
  }

  private void writeHandshakeQuietly() {
    try {
      writeHandshake();
    } catch (IOException e) {
      // The peer would not have heard why it is turned away; that is all.
    }
  }

  private void writeHandshake() throws IOException {
    while (true) {
      ByteBuffer output = handshakeOutput != null ? handshakeOutput : handshake.output();
      if (output == null) {
        return;
      }
      handshakeOutput = output;
      socketChannel.write(output);
      if (output.hasRemaining()) {
        interest(SelectionKey.OP_WRITE, true);
        return;
      }
      handshakeOutput = null;
      interest(SelectionKey.OP_WRITE, false);
    }
  }

  private void establish(ByteBuffer rest) {
    if (handshakeTimer != null) {
      handshakeTimer.cancel();
    }
    PeerInfo told = handshake.peer();
    Peer peer = PeerInfos.toPeer(told, id, endpoint, peerAddress);
    PeerPipe pipe = owner.pipeFor(this, peer);
    if (pipe == null) {
      end(new End(End.Kind.LOCAL, 0, "the socket was closed", false, false));
      return;
    }
    long maxFrame = socket.option(Options.MAXMSGSIZE);
    ByteChannel channel =
        told.version() == ProtocolVersion.V1
            ? new V1Channel(socketChannel, maxFrame)
            : socketChannel;
    FrameIntake intake = new FrameIntake(pipe.pipe().in(), this::command, maxFrame);
    StreamWriter writer =
        new StreamWriter(
            this, channel, pipe, socket.sending(), socket.context().flusher(), socket.pattern());
    StreamReader reader = new StreamReader(this, socket, loop, channel, pipe.pipe(), intake);
    Heartbeat heartbeat = new Heartbeat(loop, socket.options(), reader, writer, this::silent);
    traffic =
        new Traffic(socket, pipe, pipe.pipe(), reader, writer, heartbeat, told.version(), peer);
    socket.established(this, pipe, peer, told.version() == ProtocolVersion.V1);
    owner.established();
    if (told.version().hasCommands()) {
      heartbeat.start();
    }
    if (!ended) {
      reader.open(rest);
    }
  }

  // ---- reading ----

  @Override
  public void listen(boolean on) {
    interest(SelectionKey.OP_READ, on);
  }

  @Override
  public void lend() {
    loop.lend(this);
  }

  @Override
  public boolean isFlooded() {
    Traffic now = traffic();
    return now.writer().controlQueue() >= MOST_CONTROL || socket.pattern().isFull(now.pipe());
  }

  @Override
  public void readEnded() {
    fail(new End(End.Kind.LOST, 0, "the peer closed the connection", true, true));
  }

  @Override
  public void readFailed(IOException cause) {
    fail(new End(End.Kind.LOST, 0, describe(cause), true, true));
  }

  @Override
  public void protocolBroken(ProtocolException cause) {
    fail(
        new End(
            End.Kind.PROTOCOL,
            cause.error().code(),
            String.valueOf(cause.getMessage()),
            true,
            true));
  }

  /** Reads for a caller, who holds the receive lock; tells whether a message came. */
  boolean readForCaller() {
    Traffic now = traffic;
    return now != null && now.reader().readForCaller();
  }

  @Override
  public void drained() {
    Traffic now = traffic;
    if (now != null) {
      now.reader().drained();
    }
  }

  @Override
  public void roomMade() {
    traffic().reader().roomMade();
    tellCallers();
  }

  // ---- reading by callers: the loop's view, loop thread ----

  DirectReads directReads() {
    return socket.direct();
  }

  boolean wasReadByCaller() {
    return traffic().reader().wasReadByCaller();
  }

  void startWatch() {
    traffic().reader().startWatch();
  }

  long bytesSinceWatch() {
    return traffic().reader().bytesSinceWatch();
  }

  void takeBack() {
    traffic().reader().takeBack();
  }

  void takeBackIfLent() {
    if (traffic().reader().isLent()) {
      loop.dropLent(this);
      takeBack();
    }
  }

  // ---- reading by callers: the leader's view ----

  void registerForCallers(Selector selector) throws IOException {
    try {
      callersKey = socketChannel.register(selector, SelectionKey.OP_READ, this);
    } catch (ClosedChannelException | CancelledKeyException e) {
      // Ended before anyone waited for it.
    }
  }

  /** Listens, but to a full pipe's connection not before there is room. The leader, selecting. */
  void refreshForCallers(Selector selector) {
    SelectionKey mine = callersKey;
    Traffic now = traffic;
    if (mine == null || now == null || !mine.isValid()) {
      return;
    }
    int wanted = waitsForRoom(now) ? 0 : SelectionKey.OP_READ;
    try {
      if (mine.interestOps() != wanted) {
        mine.interestOps(wanted);
      }
    } catch (CancelledKeyException e) {
      // Ended just now.
    }
  }

  /** Whether messages have to be taken out or answers written first. Then the leader is told. */
  private boolean waitsForRoom(Traffic now) {
    if (!isFull(now)) {
      return false;
    }
    callersWait = true;
    VarHandle.fullFence();
    return isFull(now);
  }

  private boolean isFull(Traffic now) {
    return now.pipe().in().size() >= limitOf(now) || isFlooded();
  }

  private static long limitOf(Traffic now) {
    int limit = now.pipe().in().limit();
    return limit == 0 ? Long.MAX_VALUE : limit;
  }

  /** There may be room; behind a full fence. It is the leader who does not listen, nobody else. */
  private void tellCallers() {
    if (callersWait) {
      callersWait = false;
      directReads().wakeLeader();
    }
  }

  // ---- commands ----

  private void command(ByteBuffer memory, int index, int length) throws ProtocolException {
    Commands.Kind kind = Commands.kindAt(memory, index, length);
    switch (kind) {
      case PING -> ping(memory, index, length);
      case SUBSCRIBE, CANCEL -> subscription(kind, memory, index, length);
      case MALFORMED ->
          throw new ProtocolException(
              ProtocolError.ZMTP_MALFORMED_COMMAND_UNSPECIFIED,
              "a command of " + length + " bytes whose name does not fit");
      default -> {
        // PONG: any byte is a sign of life. Others are not for us, and ignored as libzmq does.
      }
    }
  }

  private void ping(ByteBuffer memory, int index, int length) throws ProtocolException {
    int ttl = Commands.pingTtl(memory, index, length);
    byte[] context = Commands.pingContext(memory, index, length);
    // Answered by whoever reads: what waits for another thread would not count as a flood.
    traffic().writer().control(Commands.pong(context));
    peerTtl = ttl;
    if (!pinged.getAndSet(true)) {
      loop.execute(this::tellOfPing);
    }
  }

  private void tellOfPing() {
    pinged.set(false);
    traffic().heartbeat().pinged(peerTtl);
  }

  private void subscription(Commands.Kind kind, ByteBuffer memory, int index, int length) {
    int from = index + Commands.headerLength(kind);
    socket.subscription(
        traffic().pipe(), kind == Commands.Kind.SUBSCRIBE, memory, from, length - (from - index));
  }

  @Override
  public void subscribe(byte[] topic, boolean on) {
    Traffic now = traffic;
    if (now != null && !ended) {
      now.writer().control(Subscriptions.frame(now.version(), on, topic));
    }
  }

  private void silent(String reason) {
    end(new End(End.Kind.LOST, 0, reason, true, true));
  }

  // ---- writing ----

  @Override
  public void committed() {
    traffic().writer().committed();
  }

  @Override
  public void flush() {
    traffic().writer().flush();
  }

  @Override
  public void drive() {
    traffic().writer().drive();
  }

  @Override
  public void requestRoom() {
    traffic().writer().requestRoom();
  }

  @Override
  public void waitForChannel() {
    loop.execute(
        () -> {
          if (!ended && traffic().writer().isBlocked()) {
            interest(SelectionKey.OP_WRITE, true);
          }
        });
  }

  @Override
  public void writeFailed(Throwable cause) {
    fail(new End(End.Kind.LOST, 0, describe(cause), true, true));
  }

  @Override
  public void written() {
    traffic().reader().roomMade();
    tellCallers();
    if (finishing) {
      loop.execute(this::finishIfDrained);
    }
  }

  // ---- the end ----

  @Override
  public void fail(String reason) {
    fail(new End(End.Kind.PROTOCOL, ProtocolError.ZMTP_UNSPECIFIED.code(), reason, true, true));
  }

  /** Ends it, from any thread. */
  private void fail(End end) {
    loop.execute(() -> end(end));
  }

  private void lost(IOException e) {
    end(new End(End.Kind.LOST, 0, describe(e), true, traffic != null));
  }

  private static String describe(Throwable cause) {
    String text = cause.getMessage();
    if (text == null) {
      return cause.getClass().getSimpleName();
    }
    return cause instanceof Error ? cause.getClass().getSimpleName() + ": " + text : text;
  }

  /** Too many are in handshake, and this one is the oldest. Any thread. */
  void crowdedOut() {
    fail(
        new End(
            End.Kind.HANDSHAKE,
            0,
            "too many connections in handshake, see MAX_HANDSHAKES",
            true,
            false));
  }

  /** Sends what is queued and then ends, at the latest after this time. Loop thread. */
  void finish(long lingerNanos) {
    if (ended) {
      return;
    }
    Traffic now = traffic;
    finishing = true;
    if (now == null || lingerNanos == 0) {
      String reason =
          now != null ? CLOSED_HERE : "closed by this side before the peer ended its handshake";
      end(new End(End.Kind.LOCAL, 0, reason, false, now != null));
      return;
    }
    if (lingerNanos > 0) {
      deadlineTimer =
          loop.schedule(
              lingerNanos, () -> end(new End(End.Kind.LOCAL, 0, CLOSED_HERE, false, true)));
    }
    now.writer().requestRoom();
    finishIfDrained();
  }

  /**
   * Once all is written: says so to the peer, and waits a moment for it to close too. To close at
   * once could reset the connection, and the peer would lose what it has not read yet.
   */
  private void finishIfDrained() {
    Traffic now = traffic;
    if (ended || !finishing || parting || now == null || !now.writer().isDrained()) {
      return;
    }
    try {
      socketChannel.shutdownOutput();
      parting = true;
      if (now.reader().isLent()) {
        loop.dropLent(this);
        now.reader().takeBack();
      }
      interest(SelectionKey.OP_READ, true);
      boolean local = socketChannel.getLocalAddress() instanceof UnixDomainSocketAddress;
      loop.schedule(local ? LOCAL_PART_NANOS : PART_NANOS, this::part);
    } catch (IOException e) {
      part();
    }
  }

  private void part() {
    end(new End(End.Kind.LOCAL, 0, CLOSED_HERE, false, true));
  }

  /** Drops what the peer still says, until it closes. */
  private void readUntilParted() throws IOException {
    if (socketChannel.read(loop.scratch()) < 0) {
      part();
    }
  }

  private void end(End end) {
    if (ended) {
      return;
    }
    ended = true;
    cancel(handshakeTimer);
    cancel(deadlineTimer);
    // Whatever fails on the way, the channel is closed and the owner is told.
    try {
      stopTraffic();
    } finally {
      try {
        close();
      } finally {
        owner.ended(this, end);
      }
    }
  }

  private void close() {
    try {
      socketChannel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
    Traffic now = traffic;
    if (now != null) {
      socket.direct().forgetClosed(loop);
      if (now.reader().isLent()) {
        loop.dropLent(this);
      }
    }
  }

  private void stopTraffic() {
    Traffic now = traffic;
    if (now != null) {
      now.heartbeat().stop();
      socket.direct().remove(this);
      stopTraffic(now);
    }
  }

  /** Nobody reads or writes any more when this returns. */
  private void stopTraffic(Traffic now) {
    socket.receiveLock().lock();
    now.reader().lock().lock();
    socket.sendLock().lock();
    now.peer().writeLock().lock();
    try {
      now.writer().end();
      now.pipe().carrier(new Remains(now));
      now.reader().intake().abandon();
      now.reader().intake().releaseIfEmpty(now.pipe().reader());
      int lost = now.peer().outlet().skipPartial();
      socket.countLost(lost);
      now.pipe().disconnected();
    } finally {
      now.peer().writeLock().unlock();
      socket.sendLock().unlock();
      now.reader().lock().unlock();
      socket.receiveLock().unlock();
    }
  }

  /** Stands in for an ended connection, whose messages can still be received. */
  private static final class Remains extends Pipe.NoCarrier {
    private final Traffic traffic;

    Remains(Traffic traffic) {
      this.traffic = traffic;
    }

    @Override
    public void drained() {
      traffic.reader().intake().releaseIfEmpty(traffic.pipe().reader());
      traffic.socket().drained(traffic.peer());
    }
  }

  private static void cancel(IoLoop.@Nullable Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }

  private void interest(int operation, boolean on) {
    SelectionKey mine = key;
    if (mine != null && mine.isValid()) {
      int before = mine.interestOps();
      int after = on ? before | operation : before & ~operation;
      if (after != before) {
        mine.interestOps(after);
      }
    }
  }
}
