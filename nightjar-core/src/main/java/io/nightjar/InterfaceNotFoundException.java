// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/** A bind names a network interface or host that this machine does not have. ZeroMQ's ENODEV. */
public final class InterfaceNotFoundException extends NightjarException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a text that names the thing, the value and the remedy. */
  public InterfaceNotFoundException(String message) {
    super(ErrorCode.ENODEV, message, null);
  }

  /** Creates it with a text and the exception that caused it. */
  public InterfaceNotFoundException(String message, Throwable cause) {
    super(ErrorCode.ENODEV, message, cause);
  }
}
