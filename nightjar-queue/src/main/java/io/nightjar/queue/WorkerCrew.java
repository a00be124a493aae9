// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Some loops that take and work. */
final class WorkerCrew<T> implements Workers {
  private final List<WorkerLoop<T>> loops = new ArrayList<>();
  private final CountDownLatch ended;

  private WorkerCrew(WorkQueue<T> queue, int threads, Worker<T> worker) {
    if (threads <= 0) {
      throw new IllegalArgumentException(threads + " workers for " + queue.address());
    }
    ended = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      loops.add(new WorkerLoop<>(queue, worker, ended));
    }
  }

  static <T> Workers onThreads(WorkQueue<T> queue, int threads, Worker<T> worker) {
    String name = "worker " + queue.address() + " ";
    int[] number = {0};
    return start(queue, threads, loop -> new Thread(loop, name + ++number[0]).start(), worker);
  }

  static <T> Workers start(WorkQueue<T> queue, int threads, Executor executor, Worker<T> worker) {
    WorkerCrew<T> crew = new WorkerCrew<>(queue, threads, worker);
    int started = 0;
    try {
      for (WorkerLoop<T> loop : crew.loops) {
        executor.execute(loop);
        started++;
      }
    } finally {
      if (started < threads) {
        crew.loops.forEach(WorkerLoop::stop);
      }
    }
    return crew;
  }

  @Override
  public void await() throws InterruptedException {
    ended.await();
    throwFailure();
  }

  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    boolean all =
        ended.await(Math.max(0, TimeUnit.NANOSECONDS.convert(timeout)), TimeUnit.NANOSECONDS);
    if (all) {
      throwFailure();
    }
    return all;
  }

  private void throwFailure() {
    for (WorkerLoop<T> loop : loops) {
      Throwable failure = loop.failure();
      if (failure instanceof RuntimeException exception) {
        throw exception;
      } else if (failure instanceof Error error) {
        throw error;
      }
    }
  }

  @Override
  public int running() {
    return (int) ended.getCount();
  }

  @Override
  public void close() {
    loops.forEach(WorkerLoop::stop);
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
