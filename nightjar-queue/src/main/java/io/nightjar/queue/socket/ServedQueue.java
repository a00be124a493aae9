// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import io.nightjar.queue.LeaseExpiredException;
import io.nightjar.queue.QueueException;
import io.nightjar.queue.QueueStats;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.spi.Delivery;
import io.nightjar.queue.spi.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** A queue that is served, or its dead letters. */
final class ServedQueue {
  private final WorkQueue<byte[]> queue;
  private final boolean dead;

  /**
   * The mean payload of the last tasks that were taken together; a large one as long as unknown.
   */
  private volatile int typical = 1 << 20;

  /** Dead letters that takers made by failing, and not by their end. */
  private final LongAdder buried = new LongAdder();

  /** Tasks that came back because their taker was gone. */
  private final LongAdder lost = new LongAdder();

  ServedQueue(WorkQueue<byte[]> queue, boolean dead) {
    this.queue = queue;
    this.dead = dead;
  }

  WorkQueue<byte[]> queue() {
    return queue;
  }

  /** True if all work is done and no more will come. */
  boolean isOver() {
    if (dead || !queue.isFinished()) {
      return false;
    }
    QueueStats stats = queue.stats();
    return stats.ready() + stats.delayed() + Math.max(0, stats.inProgress()) == 0;
  }

  /**
   * Takes up to so many tasks, or fewer if their payloads are large: in portions, for what a task
   * has is known when it is taken.
   */
  List<Task<byte[]>> take(int most, Duration wait) throws InterruptedException {
    List<Task<byte[]>> tasks = new ArrayList<>();
    long bytes = 0;
    List<Task<byte[]>> some = queue.takeTasks(portion(most, bytes), wait);
    while (!some.isEmpty()) {
      tasks.addAll(some);
      for (Task<byte[]> task : some) {
        bytes += task.value().length;
      }
      typical = (int) Math.max(1, bytes / tasks.size());
      if (tasks.size() == most || bytes >= Protocol.MOST_BYTES) {
        break;
      }
      some = takeMore(portion(most - tasks.size(), bytes));
    }
    return tasks;
  }

  private int portion(int most, long bytes) {
    return (int) Math.max(1, Math.min(most, (Protocol.MOST_BYTES - bytes) / typical));
  }

  /** Whatever happens now, some are taken already and have to be told of. */
  private List<Task<byte[]>> takeMore(int most) {
    try {
      return queue.takeTasks(most, Duration.ZERO);
    } catch (InterruptedException | QueueException e) {
      return List.of();
    }
  }

  /** Settles a task whose work failed. */
  void fail(Task<byte[]> task, String reason) {
    end(
        task,
        dead
            ? new Outcome.Back(Duration.ZERO, true, reason)
            : Outcome.afterFailure(queue.settings(), task.attempt(), reason));
  }

  /** Settles a task that nobody shall try again. */
  void bury(Task<byte[]> task, String reason) {
    end(task, dead ? new Outcome.Back(Duration.ZERO, true, reason) : new Outcome.Dead(reason));
  }

  private void end(Task<byte[]> task, Outcome outcome) {
    if (task instanceof Delivery<byte[]> delivery) {
      delivery.end(outcome);
    } else {
      task.fail(outcome instanceof Outcome.Dead how ? how.reason() : reason(outcome));
    }
    if (outcome instanceof Outcome.Dead) {
      buried.increment();
    }
  }

  private static String reason(Outcome outcome) {
    String reason = outcome instanceof Outcome.Back back ? back.reason() : null;
    return reason == null ? "failed" : reason;
  }

  /** Takes a task back from a taker that is gone; the attempt counts. */
  void takeBack(Task<byte[]> task) {
    if (dead || !(task instanceof Delivery<byte[]> delivery)) {
      task.close();
      return;
    }
    String reason =
        "the connection to the taker of attempt " + task.attempt() + " was lost before it was done";
    try {
      delivery.end(
          task.attempt() >= queue.settings().maxAttempts()
              ? new Outcome.Dead(reason)
              : new Outcome.Back(Duration.ZERO, true, reason));
      lost.increment();
    } catch (LeaseExpiredException | IllegalStateException e) {
      // It is back already, or settled just now.
    } catch (QueueException e) {
      // The queue is out of reach, and gives it back itself when the lease ends.
    }
  }

  Map<String, String> counts() {
    QueueStats stats = queue.stats();
    Map<String, String> counts = new LinkedHashMap<>();
    counts.put("ready", Long.toString(stats.ready()));
    counts.put("delayed", Long.toString(stats.delayed()));
    counts.put("in-progress", Long.toString(stats.inProgress()));
    counts.put("expired", Long.toString(stats.expired() + lost.sum()));
    counts.put("expired-dead", Long.toString(Math.max(0, stats.dead() - buried.sum())));
    counts.put("finished", Boolean.toString(!dead && queue.isFinished()));
    return counts;
  }
}
