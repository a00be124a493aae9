// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import io.nightjar.queue.Order;
import io.nightjar.queue.QueueFinishedException;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.Task;
import java.util.ArrayDeque;
import java.util.concurrent.Future;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A queue with tasks and an end: values taken bare, tasks taken and done, the bound that counts
 * both, and the end of the work. Operations that wait are left to the stress test.
 */
@Timeout(value = 120)
public class QueueLincheckTest {
  private static final int CAPACITY = 2;

  /** The same without threads. */
  public static class Model {
    private final ArrayDeque<Integer> items = new ArrayDeque<>();
    private int inProgress;
    private boolean finished;

    public String offer(int value) {
      if (finished) {
        return "finished";
      }
      return Boolean.toString(items.size() + inProgress < CAPACITY && items.add(value));
    }

    public String poll() {
      Integer value = items.poll();
      return value != null ? value.toString() : isDone() && finished ? "over" : "none";
    }

    public String takeTask() {
      Integer value = items.poll();
      inProgress += value == null ? 0 : 1;
      return value != null ? value.toString() : isDone() && finished ? "over" : "none";
    }

    public boolean doneOne() {
      return inProgress > 0 && inProgress-- > 0;
    }

    public void finish() {
      finished = true;
    }

    public boolean isDone() {
      return items.isEmpty() && inProgress == 0;
    }
  }

  /** Time stands still. */
  private static final class NoClock implements Clock {
    @Override
    public long nanoTime() {
      return 0;
    }

    @Override
    public @Nullable Future<?> schedule(Runnable action, long nanos) {
      return null;
    }
  }

  private final MemoryQueue queue = new MemoryQueue("memory:lincheck", settings(), new NoClock());
  private final MemoryHandle<Integer> handle = new MemoryHandle<>(queue, settings(), () -> {});

  /** Tasks taken and not done, with a lock that makes taking and noting one step. */
  private final ArrayDeque<Task<Integer>> tasks = new ArrayDeque<>();

  private static QueueSettings settings() {
    return QueueSettings.NONE_GIVEN.withOrder(Order.FIFO).withCapacity(CAPACITY);
  }

  @Operation
  public String offer(int value) {
    try {
      return Boolean.toString(handle.offer(value));
    } catch (QueueFinishedException e) {
      return "finished";
    }
  }

  @Operation
  public String poll() {
    try {
      Object value = queue.poll();
      return value == null ? "none" : value.toString();
    } catch (QueueFinishedException e) {
      return "over";
    }
  }

  @Operation
  public String takeTask() {
    synchronized (tasks) {
      try {
        Task<Integer> task = queue.pollTask(handle);
        if (task == null) {
          return "none";
        }
        tasks.add(task);
        return task.value().toString();
      } catch (QueueFinishedException e) {
        return "over";
      }
    }
  }

  @Operation
  public boolean doneOne() {
    synchronized (tasks) {
      Task<Integer> task = tasks.poll();
      if (task == null) {
        return false;
      }
      task.done();
      return true;
    }
  }

  @Operation
  public void finish() {
    handle.finish();
  }

  @Operation
  public boolean isDone() {
    return queue.isDone();
  }

  @Test
  void isLinearizable() {
    new StressOptions()
        .threads(3)
        .actorsPerThread(4)
        .actorsBefore(1)
        .actorsAfter(2)
        .iterations(40)
        .invocationsPerIteration(2000)
        .sequentialSpecification(Model.class)
        .check(QueueLincheckTest.class);
  }
}
