// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import org.jspecify.annotations.Nullable;

/** The queue is finished: nobody may put any more, or all work is done and no more will come. */
public final class QueueFinishedException extends QueueException {
  private static final long serialVersionUID = 1L;

  /** With a text that names the object, the value and the remedy. */
  public QueueFinishedException(String message) {
    super(message, null);
  }

  /** With the cause beside the text. */
  public QueueFinishedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
