// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import org.jspecify.annotations.Nullable;

/** The payload is larger than the queue takes. */
public final class PayloadTooLargeException extends QueueException {
  private static final long serialVersionUID = 1L;

  /** With a text that names the object, the value and the remedy. */
  public PayloadTooLargeException(String message) {
    super(message, null);
  }

  /** With the cause beside the text. */
  public PayloadTooLargeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
