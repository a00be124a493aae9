// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.AddressInUseException;
import io.nightjar.Connection.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code inproc} names of a context: who is bound, and who waits for somebody to bind. */
final class InprocNames {
  static final String SCHEME = "inproc";

  private final EngineContext context;
  // Guarded by this.
  private final Map<String, InprocBinding> bound = new HashMap<>();
  private final Map<String, List<InprocConnection>> waiting = new HashMap<>();

  InprocNames(EngineContext context) {
    this.context = context;
  }

  InprocBinding bind(SocketCore socket, String name) {
    InprocBinding binding = new InprocBinding(this, socket, name);
    List<InprocConnection> early;
    synchronized (this) {
      if (bound.putIfAbsent(name, binding) != null) {
        throw new AddressInUseException(
            "cannot bind inproc://"
                + name
                + ": address in use by another socket of this context; close it, or use another"
                + " name");
      }
      List<InprocConnection> found = waiting.remove(name);
      early = found == null ? List.of() : found;
    }
    for (InprocConnection connection : early) {
      connection.join(binding);
    }
    return binding;
  }

  InprocConnection connect(SocketCore socket, String name) {
    InprocConnection connection = new InprocConnection(this, socket, name, context.nextId());
    connect(connection, name);
    return connection;
  }

  /** Joins a connection to the binding of this name, or lets it wait for one. */
  void connect(InprocConnection connection, String name) {
    InprocBinding binding;
    synchronized (this) {
      binding = bound.get(name);
      if (binding == null) {
        await(connection, name);
      }
    }
    connection.begin();
    if (binding != null) {
      connection.join(binding);
    } else if (connection.state() == State.CONNECTING) {
      joinIfBoundMeanwhile(connection, name);
    }
  }

  private void joinIfBoundMeanwhile(InprocConnection connection, String name) {
    InprocBinding binding;
    synchronized (this) {
      binding = bound.get(name);
    }
    if (binding != null) {
      connection.join(binding);
    }
  }

  void unbind(InprocBinding binding) {
    synchronized (this) {
      bound.remove(binding.name(), binding);
    }
  }

  /** Lets a connection wait for the next one to bind this name. */
  synchronized void await(InprocConnection connection, String name) {
    waiting.computeIfAbsent(name, key -> new ArrayList<>()).add(connection);
  }

  void forget(InprocConnection connection, String name) {
    synchronized (this) {
      @Nullable List<InprocConnection> early = waiting.get(name);
      if (early != null) {
        early.remove(connection);
      }
    }
  }
}
