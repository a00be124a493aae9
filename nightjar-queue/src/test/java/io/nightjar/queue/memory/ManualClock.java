// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** A clock that tests move; for one thread. */
final class ManualClock implements Clock {
  private record Alarm(long atNanos, FutureTask<?> task) {}

  private final List<Alarm> alarms = new ArrayList<>();

  // Not far from where the difference of two times is all that counts.
  private long nowNanos = Long.MAX_VALUE - 1000;

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  @Override
  public Future<?> schedule(Runnable action, long nanos) {
    FutureTask<?> task = new FutureTask<>(action, true);
    alarms.add(new Alarm(nowNanos + nanos, task));
    return task;
  }

  void advance(long nanos) {
    nowNanos += nanos;
    List<Alarm> due = alarms.stream().filter(alarm -> alarm.atNanos() - nowNanos <= 0).toList();
    alarms.removeAll(due);
    due.forEach(alarm -> alarm.task().run());
  }
}
