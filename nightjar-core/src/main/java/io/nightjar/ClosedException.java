// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/**
 * A socket, its context or a poller was closed, before the call or while it waited. ZeroMQ's
 * ENOTSOCK for a socket or poller, ETERM for a context.
 */
public final class ClosedException extends NightjarException {
  private static final long serialVersionUID = 1L;

  private ClosedException(ErrorCode code, String message) {
    super(code, message, null);
  }

  /** The socket itself was closed. */
  public static ClosedException socket(String message) {
    return new ClosedException(ErrorCode.ENOTSOCK, message);
  }

  /** The poller was closed. */
  public static ClosedException poller(String message) {
    return new ClosedException(ErrorCode.ENOTSOCK, message);
  }

  /** The context was closed, and with it every socket. */
  public static ClosedException context(String message) {
    return new ClosedException(ErrorCode.ETERM, message);
  }
}
