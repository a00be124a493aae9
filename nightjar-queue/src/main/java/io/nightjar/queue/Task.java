// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One taken piece of work. It is settled once: {@link #done}, {@link #fail}, {@link #requeue} or
 * {@link #close}. Safe to use from any thread.
 *
 * <p>Each of these throws {@link IllegalStateException} if the task is settled already, {@link
 * LeaseExpiredException} if its lease has ended, and {@link QueueClosedException} if the handle it
 * was taken from is closed. In the last two cases the task is back in the queue, or somebody else
 * works on it.
 *
 * @param <T> the value
 */
public interface Task<T> extends AutoCloseable {
  /**
   * The work.
   *
   * @throws QueueDamagedException for a dead letter that the codec cannot read
   */
  T value();

  /** Names the task in its queue; the same at each delivery. */
  String id();

  /**
   * The number of deliveries, this one included, that were not given back by {@link #requeue}. Of a
   * dead letter: how many it had; taking it does not count.
   */
  int attempt();

  /** Why it failed last; null if it never did. */
  @Nullable String reason();

  /** The work is done; the task leaves the queue. */
  void done();

  /**
   * The work failed. The task comes back after the {@link QueueSettings#retryDelay()}, or becomes a
   * dead letter if this was the last of {@link QueueSettings#maxAttempts()}.
   *
   * @param reason for people; what is longer than 2000 characters is cut
   */
  void fail(String reason);

  /** The same, with the type and text of the exception as the reason. */
  default void fail(Throwable reason) {
    fail(String.valueOf(reason.toString()));
  }

  /** Gives the task back at once, as if it had not been taken. */
  default void requeue() {
    requeue(Duration.ZERO);
  }

  /** Gives the task back, to be ready after the delay, as if it had not been taken. */
  void requeue(Duration delay);

  /** The lease ends this long from now, and not when it would have. The task stays unsettled. */
  void extend(Duration lease);

  /** True once it was settled here. An end of the lease is no settlement. */
  boolean isSettled();

  /** Requeues the task if it was not settled. Does nothing else, and never throws. */
  @Override
  void close();
}
