// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/**
 * A request taken from a REP socket, to be answered once, by any thread.
 *
 * <p>Closed without a reply it is dropped: its client sees nothing.
 */
public interface Request extends AutoCloseable {
  /** What the client sent, without the envelope. */
  Message message();

  /** The text of the first frame. */
  default String text() {
    return message().text();
  }

  /**
   * Sends the reply. Never waits: where the client is gone or its queue is full the reply is
   * dropped and counted.
   *
   * @throws OutOfTurnException if this request was answered or closed before
   * @throws ClosedException if the socket is closed
   */
  void reply(Message reply);

  /** Sends a text as the reply. */
  default void reply(String reply) {
    reply(Message.of(reply));
  }

  /** Drops the request if it was not answered. */
  @Override
  void close();
}
