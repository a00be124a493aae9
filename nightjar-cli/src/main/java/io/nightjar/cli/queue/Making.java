// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.Durations;
import io.nightjar.cli.runtime.Sizes;
import io.nightjar.queue.Order;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.RetryDelay;
import io.nightjar.queue.WorkQueue;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a queue is made with. Where it exists already, what is given must agree. */
final class Making {
  private static final RetryDelay USUAL = QueueSettings.NONE_GIVEN.retryDelay();

  @Option(
      names = "--order",
      order = 50,
      paramLabel = "ORDER",
      description =
          "fifo, lifo or priority; fifo if not set. As the next five, for a queue that is made"
              + " here; one that exists must agree.")
  private @Nullable Order order;

  @Option(
      names = "--capacity",
      order = 51,
      paramLabel = "TASKS",
      description = "The most tasks that are in it; 10000 if not set.")
  private @Nullable Integer capacity;

  @Option(
      names = "--lease",
      order = 52,
      paramLabel = "TIME",
      converter = Durations.class,
      description = "How long a taker has before the task goes to another one; 30s if not set.")
  private @Nullable Duration lease;

  @Option(
      names = "--max-attempts",
      order = 53,
      paramLabel = "N",
      description = "After so many a failing task is a dead letter; 5 if not set.")
  private @Nullable Integer maxAttempts;

  @Option(
      names = "--retry-delay",
      order = 54,
      paramLabel = "TIME",
      converter = Durations.class,
      description =
          "How long a failed task rests first; each time 4 times as long, up to a minute or TIME;"
              + " 100ms if not set.")
  private @Nullable Duration retryDelay;

  @Option(
      names = "--max-payload",
      order = 55,
      paramLabel = "BYTES",
      converter = Sizes.class,
      description = "The most bytes of a value: 500, 64k, 2M; 16M if not set.")
  private @Nullable Integer maxPayload;

  /** What asks for priorities asks for the order that heeds them. */
  void forPriorities(String option) {
    if (order == null) {
      order = Order.PRIORITY;
    } else if (order != Order.PRIORITY) {
      String name = order.name().toLowerCase(Locale.ROOT);
      throw CommandException.usage(
          option + ": a queue of --order " + name + " has no priorities; use --order priority");
    }
  }

  void apply(WorkQueue.Builder<?> builder) {
    if (order != null) {
      builder.order(order);
    }
    if (capacity != null) {
      builder.capacity(capacity);
    }
    if (lease != null) {
      builder.lease(lease);
    }
    if (maxAttempts != null) {
      builder.maxAttempts(maxAttempts);
    }
    if (retryDelay != null) {
      builder.retryDelay(retryDelay, USUAL.factor(), longer(retryDelay, USUAL.most()));
    }
    if (maxPayload != null) {
      builder.maxPayload(maxPayload);
    }
  }

  private static Duration longer(Duration first, Duration other) {
    return first.compareTo(other) > 0 ? first : other;
  }
}
