// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import org.jspecify.annotations.Nullable;

/** There is no queue at the address, and it was not to be made. */
public final class NoSuchQueueException extends QueueException {
  private static final long serialVersionUID = 1L;

  /** With a text that names the object, the value and the remedy. */
  public NoSuchQueueException(String message) {
    super(message, null);
  }

  /** For an address, with what told so beside it. */
  public NoSuchQueueException(QueueAddress address, @Nullable Throwable cause) {
    super(address + " does not exist: look at the name, or put something to make it", cause);
  }
}
