// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import org.jspecify.annotations.Nullable;

/** This handle on the queue is closed, before or while a thread waited. */
public final class QueueClosedException extends QueueException {
  private static final long serialVersionUID = 1L;

  /** With a text that names the object, the value and the remedy. */
  public QueueClosedException(String message) {
    super(message, null);
  }

  /** With the cause beside the text. */
  public QueueClosedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
