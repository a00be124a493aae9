// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Passes messages between two sockets, whole and in order, in each direction that their types
 * allow: ROUTER and DEALER for requests, XSUB and XPUB for publications, PULL and PUSH for work.
 *
 * <p>A direction takes a message only when it has delivered the one before, so back-pressure passes
 * through. It works until it or one of its sockets is closed. It does not close the sockets.
 */
public final class Proxy implements AutoCloseable {
  private final CountDownLatch running;
  private final @Nullable Thread[] workers = new @Nullable Thread[2];
  private final LongAdder forward = new LongAdder();
  private final LongAdder backward = new LongAdder();
  private volatile boolean closed;

  private Proxy(Socket frontend, Socket backend, @Nullable Sender capture) {
    Thread there = worker("there", frontend, backend, capture, forward);
    Thread back = frontend == backend ? null : worker("back", backend, frontend, capture, backward);
    if (there == null && back == null) {
      throw new IllegalArgumentException(
          "a proxy between "
              + frontend.type()
              + " and "
              + backend.type()
              + " has nothing to pass on: one must receive and the other send");
    }
    running = new CountDownLatch((there == null ? 0 : 1) + (back == null ? 0 : 1));
    workers[0] = there;
    workers[1] = back;
    for (Thread worker : workers) {
      if (worker != null) {
        worker.start();
      }
    }
  }

  /** Starts a proxy on threads of its own. */
  public static Proxy start(Socket frontend, Socket backend) {
    return new Proxy(frontend, backend, null);
  }

  /**
   * Starts a proxy that also sends a copy of every message, of both directions, to a third socket.
   */
  public static Proxy start(Socket frontend, Socket backend, Sender capture) {
    return new Proxy(frontend, backend, capture);
  }

  /**
   * Passes messages between two sockets until one of them is closed.
   *
   * @throws InterruptedException if the calling thread is interrupted; the proxy ends
   */
  public static void run(Socket frontend, Socket backend) throws InterruptedException {
    try (Proxy proxy = start(frontend, backend)) {
      proxy.await();
    }
  }

  private @Nullable Thread worker(
      String name, Socket from, Socket to, @Nullable Sender capture, LongAdder count) {
    if (!(from instanceof Receiver in) || !(to instanceof Sender out)) {
      return null;
    }
    String prefix = from.context().settings().threadNamePrefix();
    Thread thread = new Thread(() -> pass(in, out, capture, count), prefix + "-proxy-" + name);
    thread.setDaemon(true);
    return thread;
  }

  private void pass(Receiver from, Sender to, @Nullable Sender capture, LongAdder count) {
    try {
      while (!closed) {
        Message message = from.receive();
        if (capture != null) {
          capture.send(message);
        }
        to.send(message);
        count.increment();
      }
    } catch (ClosedException | InterruptedException e) {
      // Either is the way a proxy ends.
    } finally {
      running.countDown();
    }
  }

  /** How many messages went from the frontend to the backend. */
  public long forwarded() {
    return forward.sum();
  }

  /** How many messages went from the backend to the frontend. */
  public long returned() {
    return backward.sum();
  }

  /**
   * Waits until it has ended.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void await() throws InterruptedException {
    running.await();
  }

  /** Ends it and waits for that. A message in hand that cannot be delivered now is lost. */
  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    for (Thread worker : workers) {
      if (worker == null) {
        continue;
      }
      worker.interrupt();
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
