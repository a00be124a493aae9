// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes connections on to a port of this machine, and can cut them all. */
final class Relay implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();

  /** Held by who lets nobody through. */
  private final Semaphore way = new Semaphore(1);

  Relay(int port) throws IOException {
    this.port = port;
    start(this::accept);
  }

  private static void start(Runnable action) {
    Thread thread = new Thread(action, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  /** How many connections there were. */
  int accepted() {
    return accepted.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket near = server.accept();
        way.acquireUninterruptibly();
        way.release();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(near);
        open.add(far);
        accepted.incrementAndGet();
        start(() -> pass(near, far));
        start(() -> pass(far, near));
      }
    } catch (IOException e) {
      cut(); // closed
    }
  }

  private void pass(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[4096];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // Cut.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  /** Who comes from now on waits. */
  void hold() {
    way.acquireUninterruptibly();
  }

  /** Lets those through who wait. */
  void resume() {
    way.release();
  }

  /** Cuts all connections, with what is on its way in them. */
  void cut() {
    for (Socket socket : open) {
      try {
        socket.setSoLinger(true, 0);
        socket.close();
      } catch (IOException e) {
        // It is cut.
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
