// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between client and broker, and loses or holds answers when told to. */
public final class CuttingProxy implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final int OPEN = 1 << 30;

  private final int target;
  private final ServerSocket listening;

  /** Answers that pass before one is lost; negative: all pass. */
  private final AtomicInteger passing = new AtomicInteger(-1);

  private volatile boolean refusing;
  private final AtomicInteger cuts = new AtomicInteger();

  /** Answers that pass before the others are held; taken by whoever passes one on. */
  private final Semaphore gate = new Semaphore(OPEN);

  /** Listens on a port of its own. */
  public CuttingProxy(int target) {
    this.target = target;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  /** Where clients connect to. */
  public int port() {
    return listening.getLocalPort();
  }

  /** Loses the next answer, after the broker gave it, and ends that connection. */
  public void loseNextAnswer() {
    passing.set(0);
  }

  /** Lets so many answers pass, and holds the others, as a broker that is stopped or very slow. */
  public void holdAnswersAfter(int count) {
    gate.drainPermits();
    gate.release(count);
  }

  /** Lets all pass that were held, and those that come. */
  public void passAnswers() {
    gate.release(OPEN);
  }

  /** Ends new connections at once, until it is told not to. */
  public void refuse(boolean refuse) {
    refusing = refuse;
  }

  /** How many answers were lost. */
  public int cuts() {
    return cuts.get();
  }

  private void accept() {
    try {
      while (!listening.isClosed()) {
        Socket client = listening.accept();
        if (refusing) {
          client.close();
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        daemon(() -> copy(client, server, false));
        daemon(() -> copy(server, client, true));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void copy(Socket from, Socket to, boolean answers) {
    byte[] buffer = new byte[BUFFER];
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (answers && passing.getAndUpdate(left -> left < 0 ? left : left - 1) == 0) {
          cuts.incrementAndGet();
          return;
        }
        if (answers) {
          gate.acquireUninterruptibly();
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // One side is gone, and so is the other now.
    }
  }

  private static void daemon(Runnable action) {
    Thread thread = new Thread(action, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
