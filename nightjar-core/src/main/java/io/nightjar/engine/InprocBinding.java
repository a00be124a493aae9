// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Binding;
import io.nightjar.SocketEvent;

/** A name at which a socket accepts peers of the same context. */
final class InprocBinding implements Binding {
  private final InprocNames names;
  private final SocketCore socket;
  private final String name;
  private volatile boolean closed;

  InprocBinding(InprocNames names, SocketCore socket, String name) {
    this.names = names;
    this.socket = socket;
    this.name = name;
  }

  SocketCore socket() {
    return socket;
  }

  String name() {
    return name;
  }

  @Override
  public String address() {
    return InprocNames.SCHEME + "://" + name;
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
  public void close() {
    if (!closed) {
      closed = true;
      names.unbind(this);
      socket.forget(this);
      socket.tell(new SocketEvent.Closed(address()));
    }
  }
}
