// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/** The text of an endpoint cannot be understood. ZeroMQ's EINVAL. */
public final class InvalidEndpointException extends NightjarException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a text that names the thing, the value and the remedy. */
  public InvalidEndpointException(String message) {
    super(ErrorCode.EINVAL, message, null);
  }

  /** Creates it with a text and the exception that caused it. */
  public InvalidEndpointException(String message, Throwable cause) {
    super(ErrorCode.EINVAL, message, cause);
  }
}
