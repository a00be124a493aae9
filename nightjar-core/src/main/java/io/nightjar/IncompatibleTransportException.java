// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/** A transport cannot serve this type of socket, or this use of it. ZeroMQ's ENOCOMPATPROTO. */
public final class IncompatibleTransportException extends NightjarException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a text that names the thing, the value and the remedy. */
  public IncompatibleTransportException(String message) {
    super(ErrorCode.ENOCOMPATPROTO, message, null);
  }

  /** Creates it with a text and the exception that caused it. */
  public IncompatibleTransportException(String message, Throwable cause) {
    super(ErrorCode.ENOCOMPATPROTO, message, cause);
  }
}
