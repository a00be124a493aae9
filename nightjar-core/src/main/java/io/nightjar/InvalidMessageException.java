// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/**
 * A message cannot be sent by this type of socket, such as one without a routing id by a ROUTER.
 * ZeroMQ's EINVAL.
 */
public final class InvalidMessageException extends NightjarException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a text that names the thing, the value and the remedy. */
  public InvalidMessageException(String message) {
    super(ErrorCode.EINVAL, message, null);
  }
}
