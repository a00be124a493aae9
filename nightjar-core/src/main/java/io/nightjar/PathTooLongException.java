// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/**
 * The path of an ipc endpoint does not fit in a Unix domain socket address. ZeroMQ's ENAMETOOLONG.
 */
public final class PathTooLongException extends NightjarException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a text that names the thing, the value and the remedy. */
  public PathTooLongException(String message) {
    super(ErrorCode.ENAMETOOLONG, message, null);
  }
}
