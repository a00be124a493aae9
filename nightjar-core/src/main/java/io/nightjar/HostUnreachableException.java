// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/**
 * A ROUTER with {@link Options#ROUTER_MANDATORY} has no peer with this routing id. ZeroMQ's
 * EHOSTUNREACH.
 */
public final class HostUnreachableException extends NightjarException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a text that names the thing, the value and the remedy. */
  public HostUnreachableException(String message) {
    super(ErrorCode.EHOSTUNREACH, message, null);
  }
}
