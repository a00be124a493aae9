// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/** The context already has as many sockets as its limit allows. ZeroMQ's EMFILE. */
public final class TooManySocketsException extends NightjarException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a text that names the thing, the value and the remedy. */
  public TooManySocketsException(String message) {
    super(ErrorCode.EMFILE, message, null);
  }
}
