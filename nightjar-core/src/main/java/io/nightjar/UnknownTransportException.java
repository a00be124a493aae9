// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/** No installed transport has the scheme of an endpoint. ZeroMQ's EPROTONOSUPPORT. */
public final class UnknownTransportException extends NightjarException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a text that names the thing, the value and the remedy. */
  public UnknownTransportException(String message) {
    super(ErrorCode.EPROTONOSUPPORT, message, null);
  }
}
