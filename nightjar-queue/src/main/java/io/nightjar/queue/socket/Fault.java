// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import io.nightjar.queue.NoSuchQueueException;
import io.nightjar.queue.PayloadTooLargeException;
import io.nightjar.queue.QueueClosedException;
import io.nightjar.queue.QueueDamagedException;
import io.nightjar.queue.QueueFinishedException;
import io.nightjar.queue.QueueSettingsException;
import io.nightjar.queue.QueueUnavailableException;
import io.nightjar.queue.UnsupportedQueueException;
import java.util.Locale;

/** What is wrong, as a word in an error answer and as an exception. */
enum Fault {
  /** The other side speaks another version. */
  VERSION,
  /** Not to be understood, or out of range. */
  MALFORMED,
  /** There is no such queue. */
  UNKNOWN,
  /** The queue has other settings. */
  SETTINGS,
  /** The queue is finished. */
  FINISHED,
  /** A payload is too large. */
  TOO_LARGE,
  /** The queue cannot do that. */
  UNSUPPORTED,
  /** The queue is damaged. */
  DAMAGED,
  /** The queue cannot be reached. */
  UNAVAILABLE,
  /** Too many requests at once. */
  BUSY;

  static Fault of(RuntimeException e) {
    if (e instanceof RefusedException refused) {
      return refused.fault();
    } else if (e instanceof NoSuchQueueException) {
      return UNKNOWN;
    } else if (e instanceof QueueSettingsException) {
      return SETTINGS;
    } else if (e instanceof QueueFinishedException) {
      return FINISHED;
    } else if (e instanceof PayloadTooLargeException) {
      return TOO_LARGE;
    } else if (e instanceof UnsupportedQueueException) {
      return UNSUPPORTED;
    } else if (e instanceof QueueDamagedException) {
      return DAMAGED;
    } else if (e instanceof IllegalArgumentException) {
      return MALFORMED;
    }
    return UNAVAILABLE;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The exception for the word of an answer; a word of the future is {@link #UNAVAILABLE}. */
  static RuntimeException exception(String word, String text) {
    for (Fault fault : values()) {
      if (fault.word().equals(word)) {
        return fault.exception(text);
      }
    }
    return UNAVAILABLE.exception(word + ": " + text);
  }

  private RuntimeException exception(String text) {
    return switch (this) {
      case UNKNOWN -> new NoSuchQueueException(text);
      case MALFORMED -> new IllegalArgumentException(text);
      case SETTINGS -> new QueueSettingsException(text);
      case FINISHED -> new QueueFinishedException(text);
      case TOO_LARGE -> new PayloadTooLargeException(text);
      case UNSUPPORTED -> new UnsupportedQueueException(text);
      case DAMAGED -> new QueueDamagedException(text);
      case VERSION, UNAVAILABLE, BUSY -> new QueueUnavailableException(text);
    };
  }

  /** The text for an error answer. */
  static String text(RuntimeException e) {
    String message = e.getMessage();
    return e instanceof QueueClosedException || message == null
        ? "the server is about to close: ask again"
        : message;
  }
}
