// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/**
 * The address of a bind, or the source address of a connect, is not one of this machine. ZeroMQ's
 * EADDRNOTAVAIL.
 */
public final class AddressNotAvailableException extends NightjarException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a text that names the thing, the value and the remedy. */
  public AddressNotAvailableException(String message) {
    super(ErrorCode.EADDRNOTAVAIL, message, null);
  }

  /** Creates it with a text and the exception that caused it. */
  public AddressNotAvailableException(String message, Throwable cause) {
    super(ErrorCode.EADDRNOTAVAIL, message, cause);
  }
}
