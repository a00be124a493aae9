// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/** An unbind or disconnect names an endpoint that the socket does not have. ZeroMQ's ENOENT. */
public final class UnknownEndpointException extends NightjarException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a text that names the thing, the value and the remedy. */
  public UnknownEndpointException(String message) {
    super(ErrorCode.ENOENT, message, null);
  }
}
