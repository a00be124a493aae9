// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.ClosedException;
import io.nightjar.Options;
import io.nightjar.SocketEvent;
import io.nightjar.pipe.FrameQueue;
import io.nightjar.pipe.MemoryBudget;
import io.nightjar.spi.Pattern;
import io.nightjar.wire.PeerTypes;

/**
 * A connect to a name in the same context. Its two queues exist from the beginning, so that it can
 * be sent to before somebody binds.
 */
final class InprocConnection extends ConnectionHandle {
  private final InprocNames names;
  private final SocketCore socket;
  private final String name;
  // Guarded by this. The end has the two queues, and is another one when the connection is renewed.
  private InprocEnd end;
  private boolean joined;

  InprocConnection(InprocNames names, SocketCore socket, String name, long id) {
    super(InprocNames.SCHEME + "://" + name, socket.context().executor());
    this.names = names;
    this.socket = socket;
    this.name = name;
    this.end = newEnd(id);
    socket.wishRoutingId(end.pipe());
  }

  private InprocEnd newEnd(long id) {
    FrameQueue there = InprocEnd.sendQueue(socket);
    FrameQueue back = InprocEnd.receiveQueue(socket);
    return new InprocEnd(socket, id, address(), there, back, this::lost);
  }

  /** Lets the socket use it at once, unless it wants to wait for the peer. */
  synchronized void begin() {
    if (!isClosed() && !socket.option(Options.IMMEDIATE)) {
      end.attach();
    }
  }

  void join(InprocBinding binding) {
    if (!binding.socket().isClosed()) {
      joinOpen(binding);
    } else {
      names.await(this, name);
    }
    if (hasJoined() && socket.isClosed()) {
      // It waited for this with messages, which the other socket has now.
      close();
    }
  }

  private synchronized boolean hasJoined() {
    return joined;
  }

  private void joinOpen(InprocBinding binding) {
    SocketCore other = binding.socket();
    InprocEnd near;
    InprocEnd far;
    Pattern host;
    synchronized (this) {
      near = end;
      if (joined || isClosed()) {
        return;
      }
      joined = true;
      if (!PeerTypes.compatible(socket.type().name(), other.type().name())) {
        refuse(
            "a "
                + socket.type()
                + " socket cannot talk to the "
                + other.type()
                + " socket bound there");
        return;
      }
      if (near.pipe().isClosing()) {
        refuse("this " + socket.type() + " socket has a peer already");
        return;
      }
      host = other.pattern();
      if (host.isExclusive() && !host.admit(near)) {
        refuse("the " + other.type() + " socket bound there has a peer already");
        return;
      }
      FrameQueue there = near.pipe().out();
      FrameQueue back = near.pipe().in();
      there.limit(sum(socket.option(Options.SNDHWM), other.option(Options.RCVHWM)));
      back.limit(sum(other.option(Options.SNDHWM), socket.option(Options.RCVHWM)));
      payTogether(near, other);
      long id = other.context().nextId();
      far = near.opposite(other, id, binding.address(), () -> host.left(near));
    }
    if (!InprocEnd.join(near, far)) {
      host.left(near);
      return;
    }
    synchronized (this) {
      if (!isClosed()) {
        become(State.READY);
      }
    }
    socket.tell(new SocketEvent.Connected(address()));
    other.tell(new SocketEvent.Accepted(binding.address(), address()));
    near.identify();
    far.identify();
    far.closeWithSocket();
    if (near.isClosed()) {
      // Perhaps before it was ready, so that nothing was done about it then.
      lost();
    }
  }

  /** Messages may wait on both sides; no bound on either is no bound at all. */
  private static int sum(int sending, int receiving) {
    return sending == 0 || receiving == 0 ? 0 : sending + receiving;
  }

  /** What waits between two sockets is in the memory of both, what was sent before this as well. */
  private void payTogether(InprocEnd near, SocketCore other) {
    SocketSettings mine = socket.settings();
    SocketSettings theirs = other.settings();
    // Nobody consumes yet, but the end of the connection gives all back: with this lock held.
    socket.sendLock().lock();
    try {
      near.pipe().out().payer(MemoryBudget.ofBoth(mine.sendBudget(), theirs.receiveBudget()));
      near.pipe().in().payer(MemoryBudget.ofBoth(theirs.sendBudget(), mine.receiveBudget()));
    } finally {
      socket.sendLock().unlock();
    }
  }

  private void refuse(String reason) {
    end.close();
    giveUp(reason);
    socket.tell(new SocketEvent.Disconnected(address(), address(), reason));
  }

  /** The other socket was closed, or turned this one away; or the connection is to be renewed. */
  private void lost() {
    if (renew()) {
      return;
    }
    boolean wasReady;
    synchronized (this) {
      wasReady = state() == State.READY;
      if (wasReady) {
        error("the peer was closed");
        become(State.FAILED);
      }
    }
    if (wasReady) {
      socket.tell(new SocketEvent.Disconnected(address(), address(), "the peer was closed"));
    }
  }

  /** Connects with new queues, if that is why the old end was closed. */
  private boolean renew() {
    synchronized (this) {
      if (!end.isRenewing() || isClosed() || socket.isClosed()) {
        return false;
      }
      end = newEnd(socket.context().nextId());
      joined = false;
      become(State.CONNECTING);
    }
    names.connect(this, name);
    return true;
  }

  /** What was sent before anybody bound the name may wait for that as long as this. */
  @Override
  void finish(long lingerNanos) {
    boolean waits;
    synchronized (this) {
      waits = !joined && lingerNanos != 0 && socket.owes(end.peer());
    }
    if (!waits) {
      close();
    } else if (lingerNanos > 0) {
      IoLoop loop = socket.context().loopFor(0);
      loop.execute(() -> loop.schedule(lingerNanos, this::close));
    }
  }

  @Override
  public void close() {
    InprocEnd last;
    synchronized (this) {
      if (isClosed()) {
        return;
      }
      become(State.CLOSED);
      last = end;
    }
    names.forget(this, name);
    last.close();
    failReady(ClosedException.socket("the connection to " + address() + " was closed"));
    socket.forget(this);
  }
}
