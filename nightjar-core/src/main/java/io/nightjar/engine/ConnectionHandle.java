// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import io.nightjar.Connection;
import io.nightjar.EndpointFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What users hold of a connect: where it stands, and a future for the first time it is ready. */
abstract class ConnectionHandle implements Connection {
  private static final System.Logger LOG = System.getLogger("io.nightjar");

  private final String address;
  // Where users' stages run.
  private final Executor executor;
  private final CompletableFuture<Connection> ready = new CompletableFuture<>();
  // Whether ready was decided on: the tasks that complete it may overtake one another.
  private final AtomicBoolean decided = new AtomicBoolean();
  // A lock that virtual threads may wait for without holding their carrier.
  private final ReentrantLock changing = new ReentrantLock();
  private final Condition changed = changing.newCondition();
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
    changing.lockInterruptibly();
    try {
      while (true) {
        State now = state;
        if (now == State.READY) {
          return true;
        }
        if (now == State.CLOSED || now == State.FAILED) {
          return false;
        }
        if (nanos == Clock.FOREVER) {
          changed.await();
        } else if (nanos <= 0) {
          return false;
        } else {
          nanos = Math.max(0, changed.awaitNanos(nanos));
        }
      }
    } finally {
      changing.unlock();
    }
  }

  @Override
  public final String toString() {
    return "connection to " + address + " (" + state + ")";
  }

  final void become(State next) {
    changing.lock();
    try {
      state = next;
      changed.signalAll();
    } finally {
      changing.unlock();
    }
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

  /** It is not tried again, which nobody may be there to be told but the log. */
  final void giveUp(@Nullable String why) {
    String reason = String.valueOf(why);
    error(reason);
    become(State.FAILED);
    String text = "the connection to " + address + " is given up: " + reason;
    LOG.log(System.Logger.Level.WARNING, text);
    failReady(new EndpointFailedException(text, new IOException(reason)));
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
