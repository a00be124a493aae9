// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** What is to be done once a socket is closed, on threads where user code may run. */
final class CloseHooks {
  private static final System.Logger LOG = System.getLogger("io.nightjar");

  private final Executor executor;
  // Guarded by this.
  private final List<Runnable> hooks = new ArrayList<>();
  private boolean closed;

  CloseHooks(Executor executor) {
    this.executor = executor;
  }

  /** Adds a hook; runs it now if the socket is closed already. */
  Socket.Hook add(Runnable hook) {
    synchronized (this) {
      if (!closed) {
        hooks.add(hook);
        return () -> remove(hook);
      }
    }
    run(hook);
    return () -> {};
  }

  private synchronized void remove(Runnable hook) {
    hooks.remove(hook);
  }

  /** The socket is closed. */
  void close() {
    List<Runnable> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(hooks);
      hooks.clear();
    }
    for (Runnable hook : all) {
      executor.execute(() -> run(hook));
    }
  }

  private static void run(Runnable hook) {
    try {
      hook.run();
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.WARNING, "a hook for the close of a socket failed", e);
    }
  }
}
