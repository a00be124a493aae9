// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.ClosedException;
import io.nightjar.EndpointFailedException;
import io.nightjar.Options;
import io.nightjar.SocketEvent;
import io.nightjar.pipe.FrameQueue;
import io.nightjar.wire.PeerTypes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A connect to a name in the same context. Its two queues exist from the beginning, so that it can
 * be sent to before somebody binds.
 */
final class InprocConnection extends ConnectionHandle {
  private final InprocNames names;
  private final SocketCore socket;
  private final String name;
  private final FrameQueue there;
  private final FrameQueue back;
  private final InprocEnd end;
  private boolean joined;
  private @Nullable InprocEnd far;

  InprocConnection(InprocNames names, SocketCore socket, String name, long id) {
    super(InprocNames.SCHEME + "://" + name, socket.context().executor());
    this.names = names;
    this.socket = socket;
    this.name = name;
    this.there = InprocEnd.queue(socket, socket.option(Options.SNDHWM));
    this.back = InprocEnd.queue(socket, socket.option(Options.RCVHWM));
    this.end = new InprocEnd(socket, id, address(), there, back, this::lost);
    socket.wishRoutingId(end.pipe());
  }

  /** Lets the socket use it at once, unless it wants to wait for the peer. */
  void begin() {
    if (!socket.option(Options.IMMEDIATE)) {
      end.attach();
    }
  }

  void join(InprocBinding binding) {
    SocketCore other = binding.socket();
    synchronized (this) {
      if (joined || isClosed() || other.isClosed()) {
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
      far =
          new InprocEnd(other, other.context().nextId(), binding.address(), back, there, () -> {});
    }
    there.limit(sum(socket.option(Options.SNDHWM), other.option(Options.RCVHWM)));
    back.limit(sum(other.option(Options.SNDHWM), socket.option(Options.RCVHWM)));
    InprocEnd.join(end, far);
    become(State.READY);
    socket.tell(new SocketEvent.Connected(address()));
    other.tell(new SocketEvent.Accepted(binding.address(), address()));
    end.identify();
    far.identify();
  }

  /** Messages may wait on both sides; no bound on either is no bound at all. */
  private static int sum(int sending, int receiving) {
    return sending == 0 || receiving == 0 ? 0 : sending + receiving;
  }

  private void refuse(String reason) {
    error(reason);
    end.close();
    become(State.FAILED);
    failReady(
        new EndpointFailedException(
            "cannot connect to " + address() + ": " + reason, new IOException(reason)));
    socket.tell(new SocketEvent.Disconnected(address(), address(), reason));
  }

  /** The other socket was closed, or turned this one away. */
  private void lost() {
    if (state() == State.READY) {
      error("the peer was closed");
      become(State.FAILED);
      socket.tell(new SocketEvent.Disconnected(address(), address(), "the peer was closed"));
    }
  }

  @Override
  public void close() {
    if (isClosed()) {
      return;
    }
    become(State.CLOSED);
    names.forget(this, name);
    end.close();
    failReady(ClosedException.socket("the connection to " + address() + " was closed"));
    socket.forget(this);
  }
}
