// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What users hold of a connect: where it stands, and a future for the first time it is ready. */
abstract class ConnectionHandle implements Connection {
  private final String address;
  // Where users' stages run.
  private final Executor executor;
  private final CompletableFuture<Connection> ready = new CompletableFuture<>();
  // Whether ready was decided on: the tasks that complete it may overtake one another.
  private final AtomicBoolean decided = new AtomicBoolean();
  private volatile State state = State.CONNECTING;
  private volatile @Nullable String lastError;

  ConnectionHandle(String address, Executor executor) {
    this.address = address;
    this.executor = executor;
  }

  @Override
  public final String address() {
    return address;
  }

  @Override
  public final State state() {
    return state;
  }

  @Override
  public final @Nullable String lastError() {
    return lastError;
  }

  @Override
  public final CompletableFuture<Connection> ready() {
    return ready.copy();
  }

  @Override
  public final boolean ready(Duration timeout) throws InterruptedException {
    long nanos = Clock.nanos(timeout);
    try {
      if (nanos == Clock.FOREVER) {
        ready.get();
      } else {
        ready.get(nanos, TimeUnit.NANOSECONDS);
      }
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    }
  }

  @Override
  public final String toString() {
    return "connection to " + address + " (" + state + ")";
  }

  final void become(State next) {
    state = next;
    if (next == State.READY && decided.compareAndSet(false, true)) {
      executor.execute(() -> ready.complete(this));
    }
  }

  final boolean isClosed() {
    return state == State.CLOSED;
  }

  final void error(String reason) {
    lastError = reason;
  }

  /** Tells those who wait for it that they do so in vain; what was decided first stays. */
  final void failReady(RuntimeException cause) {
    if (decided.compareAndSet(false, true)) {
      executor.execute(() -> ready.completeExceptionally(cause));
    }
  }

  /**
   * The socket is closed: delivers what it holds and ends. Any thread.
   *
   * @param lingerNanos how long that may take; 0 to end at once, below 0 without limit
   */
  abstract void finish(long lingerNanos);

  /** The byte stream underneath, if there is one now. */
  @Nullable StreamConnection connection() {
    return null;
  }
}
