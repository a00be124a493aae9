// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/** The address of a bind is taken. ZeroMQ's EADDRINUSE. */
public final class AddressInUseException extends NightjarException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a text that names the thing, the value and the remedy. */
  public AddressInUseException(String message) {
    super(ErrorCode.EADDRINUSE, message, null);
  }

  /** Creates it with a text and the exception that caused it. */
  public AddressInUseException(String message, Throwable cause) {
    super(ErrorCode.EADDRINUSE, message, cause);
  }
}
