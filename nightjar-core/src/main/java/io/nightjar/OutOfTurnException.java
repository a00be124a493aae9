// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/** A REQ or REP socket was used out of its send-receive order. ZeroMQ's EFSM. */
public final class OutOfTurnException extends NightjarException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a text that names the thing, the value and the remedy. */
  public OutOfTurnException(String message) {
    super(ErrorCode.EFSM, message, null);
  }
}
