// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import org.jspecify.annotations.Nullable;

/**
 * A caller's mistake, or a queue that cannot be had. What is expected, such as a full or an empty
 * queue, is a return value instead.
 */
public abstract sealed class QueueException extends RuntimeException
    permits LeaseExpiredException,
        NoSuchQueueException,
        PayloadTooLargeException,
        QueueClosedException,
        QueueDamagedException,
        QueueFinishedException,
        QueueSettingsException,
        QueueUnavailableException,
        UnsupportedQueueException {
  private static final long serialVersionUID = 1L;

  QueueException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
