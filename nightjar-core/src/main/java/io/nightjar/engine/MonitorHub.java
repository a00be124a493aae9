// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Socket;
import io.nightjar.SocketEvent;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Gives the events of a socket to its listeners, each in order and one at a time. */
final class MonitorHub {
  private static final int BOUND = 10_000;
  private static final System.Logger LOG = System.getLogger("io.nightjar");

  private final Executor executor;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  MonitorHub(Executor executor) {
    this.executor = executor;
  }

  Socket.Monitor add(Consumer<? super SocketEvent> target) {
    Listener listener = new Listener(target);
    listeners.add(listener);
    return listener;
  }

  void tell(SocketEvent event) {
    for (Listener listener : listeners) {
      listener.add(event);
    }
  }

  void close() {
    for (Listener listener : listeners) {
      listener.close();
    }
  }

  private final class Listener implements Socket.Monitor, Runnable {
    private final Consumer<? super SocketEvent> target;
    // Guarded by this.
    private final Queue<SocketEvent> waiting = new ArrayDeque<>();
    private boolean running;
    private boolean closed;
    private volatile long dropped;

    Listener(Consumer<? super SocketEvent> target) {
      this.target = target;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // guarded by this
    synchronized void add(SocketEvent event) {
      if (closed) {
        return;
      }
      if (waiting.size() >= BOUND) {
        dropped++;
        return;
      }
      enqueue(event);
    }

    private void enqueue(SocketEvent event) {
      waiting.add(event);
      if (!running) {
        running = true;
        executor.execute(this);
      }
    }

    @Override
    public void run() {
      while (true) {
        SocketEvent event;
        synchronized (this) {
          event = waiting.poll();
          if (event == null) {
            running = false;
            return;
          }
        }
        try {
          target.accept(event);
        } catch (RuntimeException | Error e) {
          LOG.log(System.Logger.Level.WARNING, "a monitor's listener failed at " + event, e);
        }
      }
    }

    @Override
    public long dropped() {
      return dropped;
    }

    @Override
    public void close() {
      listeners.remove(this);
      synchronized (this) {
        if (!closed) {
          closed = true;
          enqueue(new SocketEvent.MonitorStopped(""));
        }
      }
    }
  }
}
