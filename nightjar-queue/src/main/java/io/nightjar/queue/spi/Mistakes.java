// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.spi;

import io.nightjar.queue.Order;
import io.nightjar.queue.Put;
import io.nightjar.queue.QueueSettings;
import org.jspecify.annotations.Nullable;

/** Refuses what no kind of queue can do, in the same words for each. */
public final class Mistakes {
  private Mistakes() {}

  /** Refuses a put of null. */
  public static void checkValue(String address, @Nullable Object value) {
    if (value == null) {
      throw new NullPointerException(address + ": null cannot be put");
    }
  }

  /** Refuses a priority in a queue that has none. */
  public static void checkPriority(String address, QueueSettings settings, Put how) {
    if (how.priority() != 0 && settings.order() != Order.PRIORITY) {
      throw new IllegalArgumentException(
          address + " has order " + settings.order() + ": a priority needs Order.PRIORITY");
    }
  }

  /** Refuses to take no task at all. */
  public static void checkMost(String address, int max) {
    if (max <= 0) {
      throw new IllegalArgumentException(
          address + ": takeTasks(" + max + "): ask for at least one");
    }
  }
}
