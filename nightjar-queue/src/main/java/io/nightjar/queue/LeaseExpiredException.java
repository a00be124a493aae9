// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import org.jspecify.annotations.Nullable;

/**
 * The lease on a task, or the connection that held it, ended before the task was settled; somebody
 * else may work on it by now.
 */
public final class LeaseExpiredException extends QueueException {
  private static final long serialVersionUID = 1L;

  /** With a text that names the object, the value and the remedy. */
  public LeaseExpiredException(String message) {
    super(message, null);
  }

  /** With the cause beside the text. */
  public LeaseExpiredException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
