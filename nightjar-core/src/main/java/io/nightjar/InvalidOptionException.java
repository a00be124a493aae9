// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/**
 * An option is unknown, has a value out of range, or does not belong to this type of socket.
 * ZeroMQ's EINVAL.
 */
public final class InvalidOptionException extends NightjarException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a text that names the thing, the value and the remedy. */
  public InvalidOptionException(String message) {
    super(ErrorCode.EINVAL, message, null);
  }

  /** Creates it with a text and the exception that caused it. */
  public InvalidOptionException(String message, Throwable cause) {
    super(ErrorCode.EINVAL, message, cause);
  }
}
