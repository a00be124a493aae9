// SPDX-License-Identifier: Apache-2.0
package io.nightjar;

/**
 * A time limit set by {@link Options#SNDTIMEO} or {@link Options#RCVTIMEO} ran out. ZeroMQ's
 * EAGAIN.
 */
public final class TimeoutException extends NightjarException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a text that names the thing, the value and the remedy. */
  public TimeoutException(String message) {
    super(ErrorCode.EAGAIN, message, null);
  }
}
