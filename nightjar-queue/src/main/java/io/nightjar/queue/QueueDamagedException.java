// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import org.jspecify.annotations.Nullable;

/** What is stored is no queue, or no task that can be read. */
public final class QueueDamagedException extends QueueException {
  private static final long serialVersionUID = 1L;

  /** With a text that names the object, the value and the remedy. */
  public QueueDamagedException(String message) {
    super(message, null);
  }

  /** With the cause beside the text. */
  public QueueDamagedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
