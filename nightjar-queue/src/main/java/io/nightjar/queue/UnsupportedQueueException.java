// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import org.jspecify.annotations.Nullable;

/** This kind of queue cannot do that; the text names one that can. */
public final class UnsupportedQueueException extends QueueException {
  private static final long serialVersionUID = 1L;

  /** With a text that names the object, the value and the remedy. */
  public UnsupportedQueueException(String message) {
    super(message, null);
  }

  /** With the cause beside the text. */
  public UnsupportedQueueException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
