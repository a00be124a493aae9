// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A REQ socket: sends requests to its REP or ROUTER peers in turn and receives the replies (RFC
 * 28).
 *
 * <p>Two ways of use, from any thread. {@code send} and {@code receive} go in lock step, one
 * request at a time, as in every ZeroMQ library. {@code request} and {@code requestAsync} keep any
 * number of requests in flight at once on the one socket; each carries a 4-byte id before the empty
 * delimiter, which every REP sends back unseen. Both ways may be mixed.
 */
public interface ReqSocket extends Duplex {
  @Override
  <T> ReqSocket set(Option<T> option, T value);

  /**
   * Sends a request and waits for its reply.
   *
   * @param timeout the longest wait, for room and for the reply together; below nought without
   *     limit
   * @return the reply, or null if none came in time; a late reply is dropped
   * @throws ClosedException if the socket is closed, before or while waiting
   * @throws InterruptedException if the calling thread is interrupted; the socket stays usable
   */
  @Nullable Message request(Message request, Duration timeout) throws InterruptedException;

  /**
   * Sends a text and waits for its reply, taken as text.
   *
   * @param timeout the longest wait, for room and for the reply together; below nought without
   *     limit
   * @return the first frame of the reply, or null if none came in time
   * @throws ClosedException if the socket is closed, before or while waiting
   * @throws InterruptedException if the calling thread is interrupted; the socket stays usable
   */
  default @Nullable String request(String request, Duration timeout) throws InterruptedException {
    Message reply = request(Message.of(request), timeout);
    return reply == null ? null : reply.text();
  }

  /**
   * Sends a request; the future completes with its reply.
   *
   * <p>Never blocks: a request that finds no peer with room waits its turn in memory. Cancelling
   * the future abandons the request. The future fails with {@link ClosedException} when the socket
   * is closed, and with {@link java.util.concurrent.CancellationException} if cancelled. It does
   * not fail when the peer that got the request goes: the reply is then lost and the future stays
   * open, so give it an end with {@code orTimeout}. Dependent stages run on a thread of the
   * context's choice and must not block.
   */
  CompletableFuture<Message> requestAsync(Message request);
}
