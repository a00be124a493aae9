// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import org.jspecify.annotations.Nullable;

/** The queue cannot be reached or cannot store: broker down, disk full, credentials refused. */
public final class QueueUnavailableException extends QueueException {
  private static final long serialVersionUID = 1L;

  /** With a text that names the object, the value and the remedy. */
  public QueueUnavailableException(String message) {
    super(message, null);
  }

  /** With the cause beside the text. */
  public QueueUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
