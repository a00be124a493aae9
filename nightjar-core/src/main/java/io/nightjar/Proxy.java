// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Passes messages between two sockets, whole and in order, in each direction that their types
 * allow: ROUTER and DEALER for requests, XSUB and XPUB for publications, PULL and PUSH for work.
 *
 * <p>A direction takes a message only when it has delivered the one before, so back-pressure passes
 * through; a capture that waits holds the proxy up as well. {@link Options#RCVTIMEO} and {@link
 * Options#SNDTIMEO} of the sockets are without effect here. A message that the other socket cannot
 * route is dropped and counted: one for a ROUTER that has no routing id, or that of no peer with
 * {@link Options#ROUTER_MANDATORY}.
 *
 * <p>It works until it or one of its sockets is closed. Then both directions end. It does not close
 * the sockets.
 */
public final class Proxy implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("io.nightjar");

  private final List<Thread> workers = new ArrayList<>();
  private final CountDownLatch running;
  private final LongAdder forward = new LongAdder();
  private final LongAdder backward = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final Object lock = new Object();
  // Guarded by the lock.
  private final List<Socket.Hook> hooks = new ArrayList<>();
  private volatile boolean ending;
  private volatile @Nullable Throwable failure;

  private Proxy(Socket frontend, Socket backend, @Nullable Sender capture) {
    addWorker("there", frontend, backend, capture, forward);
    if (frontend != backend) {
      addWorker("back", backend, frontend, capture, backward);
    }
    if (workers.isEmpty()) {
      throw new IllegalArgumentException(
          "a proxy between "
              + frontend.type()
              + " and "
              + backend.type()
              + " has nothing to pass on: one must receive and the other send");
    }
    running = new CountDownLatch(workers.size());
  }

  /** Starts a proxy on threads of its own. */
  public static Proxy start(Socket frontend, Socket backend) {
    return begin(frontend, backend, null);
  }

  /**
   * Starts a proxy that also sends a copy of every message, of both directions, to a third socket,
   * which gets it first.
   */
  public static Proxy start(Socket frontend, Socket backend, Sender capture) {
    return begin(frontend, backend, capture);
  }

  /**
   * Passes messages between two sockets until one of them is closed.
   *
   * @throws IllegalStateException if it ended for another reason, which is the cause
   * @throws InterruptedException if the calling thread is interrupted; the proxy ends
   */
  public static void run(Socket frontend, Socket backend) throws InterruptedException {
    try (Proxy proxy = start(frontend, backend)) {
      proxy.await();
      Throwable failure = proxy.failure();
      if (failure != null) {
        throw new IllegalStateException("the proxy ended: " + failure.getMessage(), failure);
      }
    }
  }

  private static Proxy begin(Socket frontend, Socket backend, @Nullable Sender capture) {
    Proxy proxy = new Proxy(frontend, backend, capture);
    Set<Socket> sockets = new LinkedHashSet<>(List.of(frontend, backend));
    if (capture != null) {
      sockets.add(capture);
    }
    proxy.workers.forEach(Thread::start);
    sockets.forEach(proxy::watch);
    return proxy;
  }

  private void addWorker(
      String name, Socket from, Socket to, @Nullable Sender capture, LongAdder count) {
    if (from instanceof Receiver in && to instanceof Sender out) {
      String prefix = from.context().settings().threadNamePrefix();
      Thread thread = new Thread(() -> work(in, out, capture, count), prefix + "-proxy-" + name);
      thread.setDaemon(true);
      workers.add(thread);
    }
  }

  /** Ends with this socket: a direction that waits for another one would not notice. */
  private void watch(Socket socket) {
    Socket.Hook hook = socket.onClose(() -> end(null));
    synchronized (lock) {
      if (!ending) {
        hooks.add(hook);
        return;
      }
    }
    hook.close();
  }

  private void work(Receiver from, Sender to, @Nullable Sender capture, LongAdder count) {
    try {
      while (!ending) {
        Message message = next(from);
        if (capture != null) {
          deliver(capture, message);
        }
        if (deliver(to, message)) {
          count.increment();
        } else {
          dropped.increment();
        }
      }
    } catch (ClosedException | InterruptedException e) {
      // Either is the way a proxy ends.
      end(null);
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.WARNING, "a proxy ended, since it cannot go on", e);
      end(e);
    } finally {
      running.countDown();
    }
  }

  private static Message next(Receiver from) throws InterruptedException {
    try {
      return from.receive();
    } catch (TimeoutException e) {
      Message message = from.tryReceive(Options.FOREVER);
      return Objects.requireNonNull(message, "a wait without limit ended with nothing");
    }
  }

  /** Sends a message; false if there is nobody to whom it could go. */
  private static boolean deliver(Sender to, Message message) throws InterruptedException {
    try {
      send(to, message);
      return true;
    } catch (HostUnreachableException | InvalidMessageException e) {
      // Any peer can cause it. libzmq drops such messages.
      return false;
    }
  }

  private static void send(Sender to, Message message) throws InterruptedException {
    try {
      // Unlike trySend it helps to write large messages before it takes more of them.
      to.send(message);
    } catch (TimeoutException e) {
      to.trySend(message, Options.FOREVER);
    }
  }

  /** Lets all directions end, once. Any thread, also one of the directions. */
  private void end(@Nullable Throwable cause) {
    List<Socket.Hook> watches;
    synchronized (lock) {
      if (ending) {
        return;
      }
      failure = cause;
      ending = true;
      watches = List.copyOf(hooks);
      hooks.clear();
    }
    watches.forEach(Socket.Hook::close);
    workers.forEach(Thread::interrupt);
  }

  /**
   * How many messages went from the frontend to the backend. A message may arrive a moment before
   * it is counted; after {@link #close} all are.
   */
  public long forwarded() {
    return forward.sum();
  }

  /** How many messages went from the backend to the frontend, counted in the same way. */
  public long returned() {
    return backward.sum();
  }

  /** How many messages, of both directions, could not be routed and were dropped. */
  public long dropped() {
    return dropped.sum();
  }

  /**
   * Why it ended by itself; null as long as it works, and if it or one of its sockets was closed.
   */
  public @Nullable Throwable failure() {
    return failure;
  }

  /**
   * Waits until it has ended; {@link #failure()} tells why.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void await() throws InterruptedException {
    running.await();
  }

  /** Ends it and waits for that. A message in hand that cannot be delivered now is lost. */
  @Override
  public void close() {
    end(null);
    boolean interrupted = false;
    for (Thread worker : workers) {
      while (worker.isAlive() && worker != Thread.currentThread()) {
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
