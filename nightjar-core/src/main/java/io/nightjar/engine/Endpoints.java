// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Binding;
import io.nightjar.Connection;
import io.nightjar.NightjarException;
import io.nightjar.Options;
import io.nightjar.SocketEvent;
import io.nightjar.UnknownEndpointException;
import io.nightjar.spi.StreamTransport;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a socket is bound and connected to. Any thread. */
final class Endpoints {
  private static final Set<String> ONE_CONNECTION_AN_ENDPOINT =
      Set.of("DEALER", "SUB", "PUB", "REQ");

  private final SocketCore socket;
  private final Map<String, Binding> bindings = new ConcurrentHashMap<>();
  private final List<ConnectionHandle> connects = new CopyOnWriteArrayList<>();
  private volatile String last = "";

  Endpoints(SocketCore socket) {
    this.socket = socket;
  }

  Binding bind(String endpoint) {
    socket.checkOpen();
    try {
      Binding binding = open(Endpoint.parse(endpoint));
      bindings.put(binding.address(), binding);
      bindings.putIfAbsent(endpoint, binding);
      last = binding.address();
      if (socket.isClosed()) {
        binding.close();
        socket.checkOpen();
      }
      return binding;
    } catch (NightjarException e) {
      socket.tell(new SocketEvent.BindFailed(endpoint, String.valueOf(e.getMessage())));
      throw e;
    } catch (RuntimeException e) {
      // A fault of a transport's own.
      socket.tell(new SocketEvent.BindFailed(endpoint, e.toString()));
      throw e;
    }
  }

  private Binding open(Endpoint endpoint) {
    if (endpoint.isInproc()) {
      Binding binding = socket.context().inproc().bind(socket, endpoint.address());
      socket.tell(new SocketEvent.Listening(endpoint.whole()));
      return binding;
    }
    StreamTransport transport = socket.context().transport(endpoint.scheme(), endpoint.whole());
    Acceptor acceptor =
        new Acceptor(
            socket,
            socket.context().loopFor(socket.option(Options.AFFINITY)),
            transport.listen(endpoint.address(), socket.options()));
    acceptor.start();
    return acceptor;
  }

  Connection connect(String text) {
    socket.checkOpen();
    Endpoint endpoint = Endpoint.parse(text);
    if (ONE_CONNECTION_AN_ENDPOINT.contains(socket.type().name())) {
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
    last = text;
    if (!socket.isClosed()) {
      return connect;
    }
    connect.close();
    socket.checkOpen();
    return connect;
  }

  private ConnectionHandle dial(Endpoint endpoint) {
    if (endpoint.isInproc()) {
      InprocConnection connect = socket.context().inproc().connect(socket, endpoint.address());
      connects.add(connect);
      if (connect.isClosed()) {
        // Already, or while it was added: nobody will do that again.
        socket.forget(connect);
      }
      return connect;
    }
    StreamTransport transport = socket.context().transport(endpoint.scheme(), endpoint.whole());
    StreamTransport.Dialer dialer = transport.dialer(endpoint.address(), socket.options());
    PeerPipe early = null;
    if (!socket.option(Options.IMMEDIATE)) {
      early = new PeerPipe(socket.settings().newPipe(socket.context().nextId()));
      socket.wishRoutingId(early.pipe());
    }
    Connector connector =
        new Connector(
            socket, socket.context().loopFor(socket.option(Options.AFFINITY)), dialer, early);
    connects.add(connector);
    if (early != null) {
      socket.attach(early);
    }
    connector.start();
    return connector;
  }

  void unbind(String endpoint) {
    Objects.requireNonNull(endpoint, "endpoint");
    Binding binding = bindings.get(endpoint);
    if (binding == null) {
      throw new UnknownEndpointException(
          "this "
              + socket.type()
              + " socket is not bound to "
              + endpoint
              + (bindings.isEmpty() ? " nor to any other" : ", only to " + boundTo()));
    }
    binding.close();
  }

  void disconnect(String endpoint) {
    Objects.requireNonNull(endpoint, "endpoint");
    boolean any = false;
    for (ConnectionHandle connect : connects) {
      if (connect.address().equals(endpoint)) {
        connect.close();
        any = true;
      }
    }
    if (!any) {
      throw new UnknownEndpointException(
          "this "
              + socket.type()
              + " socket is not connected to "
              + endpoint
              + (connects.isEmpty() ? " nor to any other" : ", only to " + connectedTo()));
    }
  }

  private Set<String> boundTo() {
    Set<String> addresses = new TreeSet<>();
    bindings.values().forEach(binding -> addresses.add(binding.address()));
    return addresses;
  }

  private Set<String> connectedTo() {
    Set<String> addresses = new TreeSet<>();
    for (ConnectionHandle connect : connects) {
      boolean over = connect.state() == Connection.State.FAILED;
      addresses.add(connect.address() + (over ? " (given up)" : ""));
    }
    return addresses;
  }

  /**
   * What keeps connections from being there, as the end of a sentence; empty if nothing is known.
   */
  String troubles() {
    StringBuilder troubles = new StringBuilder();
    for (ConnectionHandle connect : connects) {
      String reason = connect.lastError();
      if (reason != null && connect.state() != Connection.State.READY) {
        boolean over = connect.state() == Connection.State.FAILED;
        troubles
            .append(over ? "; given up: " : "; not connected: ")
            .append(connect.address())
            .append(", ")
            .append(reason);
      }
    }
    return troubles.toString();
  }

  /** The resolved address of the last bind or connect. */
  String last() {
    return last;
  }

  void forget(Binding binding) {
    bindings.values().removeIf(each -> each == binding);
  }

  void forget(ConnectionHandle connect) {
    connects.remove(connect);
  }

  boolean hasConnections() {
    return !connects.isEmpty();
  }

  void unbindAll() {
    List.copyOf(bindings.values()).forEach(Binding::close);
  }

  /** Lets connections deliver what they hold, for as long as this; below 0 without limit. */
  void finish(long lingerNanos) {
    connects.forEach(connect -> connect.finish(lingerNanos));
  }

  /** The context is closed, so nobody will bind what connections in this process wait for. */
  void endInproc() {
    for (ConnectionHandle connect : connects) {
      if (connect instanceof InprocConnection) {
        connect.close();
      }
    }
  }

  @Override
  public String toString() {
    Set<String> bound = boundTo();
    Set<String> connected = connectedTo();
    return (bound.isEmpty() ? "" : " bound to " + bound)
        + (connected.isEmpty() ? "" : " connected to " + connected);
  }
}
