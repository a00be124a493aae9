// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.SocketType;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Those who want to be told when a socket may have become ready. Any thread. */
final class ReadinessHooks {
  private static final System.Logger LOG = System.getLogger("io.nightjar");

  private final SocketType<?> type;
  private final List<Runnable> hooks = new CopyOnWriteArrayList<>();

  // Asked for each message: cheaper than the list.
  private volatile boolean any;

  ReadinessHooks(SocketType<?> type) {
    this.type = type;
  }

  boolean isEmpty() {
    return !any;
  }

  synchronized void add(Runnable hook) {
    hooks.add(hook);
    any = true;
  }

  synchronized void remove(Runnable hook) {
    hooks.remove(hook);
    any = !hooks.isEmpty();
  }

  /** Runs them. Their faults are their owners': the caller is a peer's message, or the end. */
  void call() {
    if (any) {
      hooks.forEach(this::call);
    }
  }

  private void call(Runnable hook) {
    try {
      hook.run();
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.WARNING, "a readiness hook of a " + type + " socket failed", e);
    }
  }
}
