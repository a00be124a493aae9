// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.queue.WorkQueue;
import java.util.concurrent.atomic.AtomicLong;

/** How many were taken, for the line that shows it. */
final class Taken {
  private final WorkQueue<byte[]> from;
  private final Pace pace = new Pace();
  private final AtomicLong count = new AtomicLong();

  Taken(WorkQueue<byte[]> from) {
    this.from = from;
  }

  void add(int tasks) {
    count.addAndGet(tasks);
  }

  long count() {
    return count.get();
  }

  /** The count, the rate, and what is left. */
  String progress() {
    return "took " + count + "  " + pace.of(count.get()) + "  ready " + from.stats().ready();
  }
}
