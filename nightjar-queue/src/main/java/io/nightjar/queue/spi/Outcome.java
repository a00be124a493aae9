// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.spi;

import io.nightjar.queue.QueueSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a claim ends. A reason is kept up to {@link #LONGEST_REASON} characters. */
public sealed interface Outcome {
  /** Every kind of queue can keep so much of a reason; what is longer is cut. */
  int LONGEST_REASON = 2000;

  /** The work is done; the entry leaves the queue. */
  record Done() implements Outcome {}

  /**
   * The entry comes back.
   *
   * @param delay before it is ready
   * @param counted false if the delivery is not to count as an attempt
   * @param reason why it failed; null keeps the reason it has
   */
  record Back(Duration delay, boolean counted, @Nullable String reason) implements Outcome {
    /** Cuts the reason. */
    public Back {
      reason = reason == null ? null : cut(reason);
    }
  }

  /**
   * The entry becomes a dead letter.
   *
   * @param reason why
   */
  record Dead(String reason) implements Outcome {
    /** Cuts the reason. */
    public Dead {
      reason = cut(reason);
    }
  }

  /** What follows when the work failed. */
  static Outcome afterFailure(QueueSettings settings, int attempt, String reason) {
    return attempt >= settings.maxAttempts()
        ? new Dead(reason)
        : new Back(settings.retryDelay().after(attempt), true, reason);
  }

  private static String cut(String reason) {
    if (reason.length() <= LONGEST_REASON) {
      return reason;
    }
    int end = LONGEST_REASON - 1;
    return reason.substring(0, Character.isHighSurrogate(reason.charAt(end - 1)) ? end - 1 : end)
        + "…";
  }

  /** What follows when the lease ended or the taker is gone. */
  static Outcome afterExpiry(QueueSettings settings, int attempt) {
    String reason = "the lease of attempt " + attempt + " ended before the task was settled";
    return attempt >= settings.maxAttempts()
        ? new Dead(reason)
        : new Back(Duration.ZERO, true, reason);
  }
}
