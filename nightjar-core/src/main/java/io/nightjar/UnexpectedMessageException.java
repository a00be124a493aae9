// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/**
 * A message does not fit the form of receive that took it: it has several frames where one was
 * asked for, or is longer than the buffer. Nothing is lost: {@link #received()} has the message.
 * ZeroMQ's EMSGSIZE.
 */
public final class UnexpectedMessageException extends NightjarException {
  private static final long serialVersionUID = 1L;

  private final transient Message received;

  /** Creates it for a message that was taken from the socket. */
  public UnexpectedMessageException(String message, Message received) {
    super(ErrorCode.EMSGSIZE, message, null);
    this.received = received;
  }

  /** The message, taken from the socket. */
  public Message received() {
    return received;
  }
}
