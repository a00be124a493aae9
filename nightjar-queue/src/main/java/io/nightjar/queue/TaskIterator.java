// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Tasks until the end of the queue; for one thread. */
final class TaskIterator<T> implements Iterator<Task<T>> {
  private final WorkQueue<T> queue;
  private @Nullable Task<T> next;

  TaskIterator(WorkQueue<T> queue) {
    this.queue = queue;
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      try {
        next = queue.takeTask();
      } catch (QueueFinishedException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  @Override
  public Task<T> next() {
    Task<T> task = hasNext() ? next : null;
    if (task == null) {
      throw new NoSuchElementException(queue.address() + " is finished and empty");
    }
    next = null;
    return task;
  }
}
