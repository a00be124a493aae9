// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import org.jspecify.annotations.Nullable;

/** The queue exists with other settings than those asked for. */
public final class QueueSettingsException extends QueueException {
  private static final long serialVersionUID = 1L;

  /** With a text that names the object, the value and the remedy. */
  public QueueSettingsException(String message) {
    super(message, null);
  }

  /** With the cause beside the text. */
  public QueueSettingsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
