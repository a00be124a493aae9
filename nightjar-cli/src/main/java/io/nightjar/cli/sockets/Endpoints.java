// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.Connection;
import io.nightjar.Socket;
import io.nightjar.SocketEvent;
import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.Session;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** Opens the endpoints of a socket, and says on standard error when they are ready if asked to. */
final class Endpoints {
  // Each is told once, since peers try again and again; and a peer can think of many.
  private static final int MOST_REASONS = 20;

  private final Session session;
  private final Socket socket;
  private final boolean announced;

  Endpoints(Session session, Socket socket, boolean announced) {
    this.session = session;
    this.socket = socket;
    this.announced = announced;
  }

  void open(List<String> binds, List<String> connects) {
    if (!binds.isEmpty()) {
      watchForRefusals();
    }
    Stream.concat(binds.stream(), connects.stream()).forEach(Endpoints::refuseInproc);
    for (String address : binds) {
      bind(address);
    }
    for (String address : connects) {
      connect(address);
    }
  }

  private static void refuseInproc(String address) {
    if (address.startsWith("inproc:")) {
      throw CommandException.usage(
          address + " does not leave this process, where nobody else is: use tcp or ipc");
    }
  }

  void bind(String address) {
    announce(socket.bind(address).address());
  }

  /** Tells of peers that are refused: else one waits for them without knowing why. */
  private void watchForRefusals() {
    Set<String> told = new HashSet<>();
    socket.monitor(
        event -> {
          if (event instanceof SocketEvent.HandshakeFailed failed
              && told.size() < MOST_REASONS
              && told.add(failed.reason())) {
            session
                .terminal()
                .complain("a peer at " + failed.endpoint() + " was refused: " + failed.reason());
          }
        });
  }

  void connect(String address) {
    Connection connection = socket.connect(address);
    session.watch(connection);
    if (announced) {
      Thread waiter = new Thread(() -> await(connection), "nightjar-ready");
      waiter.setDaemon(true);
      waiter.start();
    }
  }

  private void await(Connection connection) {
    try {
      announce(connection.ready().get().address());
    } catch (ExecutionException | CancellationException e) {
      if (connection.state() == Connection.State.FAILED) {
        session
            .terminal()
            .complain("cannot connect to " + connection.address() + ": " + connection.lastError());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody interrupts it; it ends with the process
    }
  }

  private void announce(String address) {
    if (announced) {
      session.terminal().err().println("ready " + address);
    }
  }
}
