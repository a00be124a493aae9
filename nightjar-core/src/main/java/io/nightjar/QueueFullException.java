// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/** A queue is full, and {@link FullPolicy#FAIL} says not to wait. ZeroMQ's EAGAIN. */
public final class QueueFullException extends NightjarException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a text that names the thing, the value and the remedy. */
  public QueueFullException(String message) {
    super(ErrorCode.EAGAIN, message, null);
  }
}
