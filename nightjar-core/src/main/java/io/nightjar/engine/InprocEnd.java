// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Options;
import io.nightjar.Peer;
import io.nightjar.SocketEvent;
import io.nightjar.SocketStats;
import io.nightjar.pipe.FrameQueue;
import io.nightjar.pipe.Mutex;
import io.nightjar.pipe.Pipe;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One end of an inproc connection: what this socket sends is in the other's hands at once, for the
 * two share their queues.
 */
final class InprocEnd implements Pipe.Carrier {
  /** From this size on immutable frames go by reference. */
  private static final int SHARE_FROM = 1024;

  private static final int TRIES = 1000;

  private final SocketCore socket;
  private final PeerPipe peer;
  private final Pipe pipe;
  private final String endpoint;
  private final Runnable onLost;
  // Held while the two ends are joined, so that an end that closes knows the other one or has none.
  private final ReentrantLock joining;
  private volatile @Nullable InprocEnd other;
  private volatile @Nullable Peer info;
  private volatile boolean closed;

  // The pattern does not know the pipe any more: nothing is put into the outgoing queue.
  private volatile boolean left;
  private volatile boolean renewing;

  /** The end that is made first, for a peer that may come. */
  InprocEnd(
      SocketCore socket, long id, String endpoint, FrameQueue out, FrameQueue in, Runnable onLost) {
    this(socket, id, endpoint, out, in, onLost, new ReentrantLock());
  }

  private InprocEnd(
      SocketCore socket,
      long id,
      String endpoint,
      FrameQueue out,
      FrameQueue in,
      Runnable onLost,
      ReentrantLock joining) {
    this.socket = socket;
    this.endpoint = endpoint;
    this.onLost = onLost;
    this.joining = joining;
    this.pipe = new Pipe(id, socket, out, in, socket.option(Options.CONFLATE));
    this.peer = new PeerPipe(pipe);
    pipe.oldest(this::dropOldest);
  }

  /** The queue is the far side's to read: takes its oldest message in the far side's place. */
  private int dropOldest() {
    InprocEnd far = other;
    if (far == null) {
      return -1;
    }
    // Not waited for: a thread that holds it may wait for the lock that this one holds.
    Mutex reading = far.socket.receiveLock();
    for (int i = 0; i < TRIES && !pipe.hasRoom(); i++) {
      if (reading.tryLock()) {
        try {
          return far.pipe.reader().drop() ? 1 : -1;
        } finally {
          reading.unlock();
        }
      }
      Thread.onSpinWait();
    }
    return pipe.hasRoom() ? 0 : -1;
  }

  /** The queue for what a socket will send to its peer. */
  static FrameQueue sendQueue(SocketCore socket) {
    return socket.settings().newSendQueue(socket.option(Options.SNDHWM), SHARE_FROM);
  }

  /** The queue for what a socket will receive from its peer. */
  static FrameQueue receiveQueue(SocketCore socket) {
    return socket.settings().newReceiveQueue(socket.option(Options.RCVHWM), SHARE_FROM);
  }

  /** Makes the other end, at the socket that is bound. */
  InprocEnd opposite(SocketCore bound, long id, String address, Runnable onItsLoss) {
    return new InprocEnd(bound, id, address, pipe.in(), pipe.out(), onItsLoss, joining);
  }

  /**
   * Makes the two ends know each other, and their sockets know them.
   *
   * @return false if the first one was closed; then nothing was done
   */
  static boolean join(InprocEnd one, InprocEnd two) {
    one.joining.lock();
    try {
      if (one.closed) {
        return false;
      }
      one.other = two;
      two.other = one;
      boolean conflate = one.pipe.isConflating() || two.pipe.isConflating();
      one.pipe.conflating(conflate);
      two.pipe.conflating(conflate);
      one.meet(two);
      two.meet(one);
    } finally {
      one.joining.unlock();
    }
    return true;
  }

  /** Ends a connection that was joined while this end's socket was being closed. */
  void closeWithSocket() {
    if (socket.isClosed()) {
      close();
    }
  }

  private void meet(InprocEnd far) {
    Map<String, String> properties = new LinkedHashMap<>(far.socket.options().metadata());
    byte[] id = far.socket.option(Options.ROUTING_ID);
    PeerInfos.complete(properties, far.socket.type().name(), id, endpoint);
    info =
        new Peer(
            pipe.id(),
            endpoint,
            endpoint,
            far.socket.type().name(),
            id,
            "",
            Map.copyOf(properties));
    pipe.connected(Map.copyOf(properties), id);
    pipe.carrier(this);
    attach();
  }

  /** Lets the pattern use the pipe, once, unless this end is closed already. */
  void attach() {
    joining.lock();
    try {
      if (!closed) {
        socket.attach(peer, this);
      }
    } finally {
      joining.unlock();
    }
  }

  /** Tells the pattern that the peer is there, and the queues' users what was there before. */
  void identify() {
    socket.identified(pipe);
    Peer told = info;
    if (told != null) {
      socket.tell(new SocketEvent.HandshakeSucceeded(endpoint, told));
    }
    pipe.signalReadable();
    pipe.signalWritable();
    // What the peer sent before this made no receiver wake, where the pattern wants an id first.
    socket.wakeReceivers();
    socket.wakeSenders();
  }

  Pipe pipe() {
    return pipe;
  }

  /** Whether there is another end, or was one. */
  boolean isJoined() {
    return other != null;
  }

  /** What the socket knows it by. */
  PeerPipe peer() {
    return peer;
  }

  /** Whether it was closed, or lost its peer. */
  boolean isClosed() {
    return closed;
  }

  /** Whether it knows its peer. */
  boolean isMet() {
    return info != null && !closed;
  }

  SocketStats.@Nullable PeerStats stats() {
    Peer told = info;
    return told == null ? null : PeerInfos.stats(told, pipe, 0, 0);
  }

  // ---- carrying ----

  @Override
  public void committed() {
    InprocEnd far = other;
    if (far != null) {
      far.pipe.signalReadable();
    }
  }

  @Override
  public void flush() {}

  @Override
  public void drive() {}

  @Override
  public void requestRoom() {}

  @Override
  public void drained() {
    InprocEnd far = other;
    if (far != null && pipe.isConflating()) {
      far.pipe.fillFromSlot();
    }
    if (far != null) {
      // There is room whatever else is full.
      far.pipe.signalWritable();
      release(far);
    }
    if (far != null && far.left && !pipe.reader().isReady()) {
      pipe.reader().discardAll();
      socket.drained(peer);
    }
  }

  /** Gives the memory back, unless the far side uses it just now. */
  private void release(InprocEnd far) {
    if (!pipe.reader().isSpent() || !far.socket.sendLock().tryLock()) {
      return;
    }
    try {
      pipe.reader().releaseIfSpent();
    } finally {
      far.socket.sendLock().unlock();
    }
  }

  @Override
  public void roomMade() {
    InprocEnd far = other;
    if (far != null) {
      far.pipe.signalWritable();
    }
  }

  @Override
  public void subscribe(byte[] topic, boolean on) {
    InprocEnd far = other;
    if (far != null) {
      far.socket.subscription(far.pipe, on, ByteBuffer.wrap(topic), 0, topic.length);
    }
  }

  @Override
  public void fail(String reason) {
    // The caller may hold locks of its socket; what follows takes those of both.
    socket.context().loopFor(0).execute(this::close);
  }

  @Override
  public void renew(String reason) {
    InprocEnd far = other;
    renewing = true;
    if (far != null) {
      far.renewing = true;
    }
    fail(reason);
  }

  /** Whether it ends only to be made anew. */
  boolean isRenewing() {
    return renewing;
  }

  // ---- the end ----

  /** Ends the connection on both sides. What the other side has not read yet it can still read. */
  void close() {
    if (!closeOnce()) {
      return;
    }
    InprocEnd far = other;
    if (far != null) {
      // First of all: what this side has not read is thrown away next, with the memory it is in.
      far.leave();
    }
    leave();
    socket.detach(peer);
    if (far != null && far.closeOnce()) {
      far.lostPeer();
    }
    socket.forget(this);
    onLost.run();
  }

  /** From now on it is closed, and joins no other end; false if it was already. */
  private boolean closeOnce() {
    joining.lock();
    try {
      boolean before = closed;
      closed = true;
      return !before;
    } finally {
      joining.unlock();
    }
  }

  /** Sees to it that no more is sent through this end. Takes the locks of its socket. */
  private void leave() {
    socket.retire(peer);
    left = true;
  }

  private void lostPeer() {
    socket.detach(peer);
    socket.tell(new SocketEvent.Disconnected(endpoint, endpoint, "the peer was closed"));
    onLost.run();
    socket.forget(this);
  }
}
