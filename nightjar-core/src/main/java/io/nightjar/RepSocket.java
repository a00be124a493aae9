// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A REP socket: receives requests and sends each reply back to where its request came from (RFC
 * 28).
 *
 * <p>Three ways of use: {@code receive} and {@code send} in lock step, one request at a time;
 * {@link #accept()}, which hands out requests as objects that any thread answers in any order;
 * {@link #serve}, a handler called by threads of its own. They share the socket's queue of
 * requests.
 */
public interface RepSocket extends Duplex {
  @Override
  <T> RepSocket set(Option<T> option, T value);

  /**
   * Takes the next request, waiting until one arrives. Many may be open at once.
   *
   * @throws ClosedException if the socket is closed, before or while waiting
   * @throws InterruptedException if the calling thread is interrupted; no request is lost
   */
  Request accept() throws InterruptedException;

  /**
   * Takes the next request.
   *
   * @param timeout the longest wait; below nought without limit
   * @return the request, or null if none came in time
   * @throws ClosedException if the socket is closed, before or while waiting
   * @throws InterruptedException if the calling thread is interrupted; no request is lost
   */
  @Nullable Request tryAccept(Duration timeout) throws InterruptedException;

  /** Answers requests by a handler, on one thread. */
  default Serving serve(Handler handler) {
    return serve(1, handler);
  }

  /**
   * Answers requests by a handler on this many threads, until the handle or the socket is closed.
   * Close the handle first: it waits for the handlers, the socket does not, and what they answer
   * after its end is lost.
   *
   * <p>Where the handler throws, be it an Error, or returns null, that request gets no reply (its
   * client sees a time-out), what was thrown goes to the log, and serving goes on.
   *
   * @throws IllegalArgumentException if there is to be no thread
   * @throws ClosedException if the socket is closed
   */
  Serving serve(int threads, Handler handler);

  /** Makes a reply of a request. */
  @FunctionalInterface
  interface Handler {
    /** Returns the reply. May block; is called by several threads at once if so asked. */
    Message handle(Message request) throws Exception;
  }

  /** The threads that serve a socket. */
  interface Serving extends AutoCloseable {
    /** Stops after the requests in hand are answered, and waits for that. The socket stays open. */
    @Override
    void close();
  }
}
