// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/**
 * An endpoint could not be opened for a reason of the operating system; the cause has it. ZeroMQ's
 * EIO.
 */
public final class EndpointFailedException extends NightjarException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a text that names the thing, the value and the remedy. */
  public EndpointFailedException(String message) {
    super(ErrorCode.EIO, message, null);
  }

  /** Creates it with a text and the exception that caused it. */
  public EndpointFailedException(String message, Throwable cause) {
    super(ErrorCode.EIO, message, cause);
  }
}
