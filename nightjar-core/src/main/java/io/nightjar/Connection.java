// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A connect of a socket to an endpoint, over all its losses and reconnects. */
public interface Connection extends AutoCloseable {
  /** Where a connection stands. */
  enum State {
    /** Being opened. */
    CONNECTING,
    /** Open, but greeting and handshake are not through. */
    HANDSHAKING,
    /** Messages flow. */
    READY,
    /** Lost or refused; tried again after the reconnect interval. */
    WAITING,
    /**
     * Given up, for the reason in {@link Connection#lastError()}; not tried again. It takes no more
     * messages, and those that waited for it are counted as lost.
     */
    FAILED,
    /** Closed by this side. */
    CLOSED
  }

  /** The address, as it was given to connect. */
  String address();

  /** Where it stands now. */
  State state();

  /** Why the last attempt or connection failed; null if none has. */
  @Nullable String lastError();

  /** Completes when it is first ready; fails if it is closed or given up before. */
  CompletableFuture<Connection> ready();

  /**
   * Waits until it is ready: connected, or connected again after a loss.
   *
   * @param timeout the longest wait; below nought without limit, nought to look only
   * @return whether it is; false at once if it is closed or given up
   * @throws InterruptedException if the calling thread is interrupted
   */
  boolean ready(Duration timeout) throws InterruptedException;

  /**
   * Disconnects and does not connect again. Messages already accepted for this peer are still
   * delivered, within the socket's linger.
   */
  @Override
  void close();
}
