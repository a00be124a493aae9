// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Some loops that take and work. */
final class WorkerCrew<T> implements Workers {
  private final List<WorkerLoop<T>> loops = new ArrayList<>();
  private final CountDownLatch ended;

  private WorkerCrew(
      WorkQueue<T> queue, int threads, Worker<T> worker, BooleanSupplier wantedBack) {
    if (threads <= 0) {
      throw new IllegalArgumentException(threads + " workers for " + queue.address());
    }
    ended = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      loops.add(new WorkerLoop<>(queue, worker, ended, wantedBack));
    }
  }

  static <T> Workers onThreads(WorkQueue<T> queue, int threads, Worker<T> worker) {
    String name = "worker " + queue.address() + " ";
    int[] number = {0};
    return start(
        new WorkerCrew<>(queue, threads, worker, () -> false),
        loop -> new Thread(loop, name + ++number[0]).start());
  }

  /** What an executor means by an interrupt can be seen only if it can be shut down. */
  static <T> Workers start(WorkQueue<T> queue, int threads, Executor executor, Worker<T> worker) {
    BooleanSupplier wantedBack =
        executor instanceof ExecutorService service ? service::isShutdown : () -> true;
    return start(new WorkerCrew<>(queue, threads, worker, wantedBack), executor);
  }

  private static <T> Workers start(WorkerCrew<T> crew, Executor executor) {
    int started = 0;
    try {
      for (WorkerLoop<T> loop : crew.loops) {
        executor.execute(loop);
        started++;
      }
    } finally {
      if (started < crew.loops.size()) {
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
    if (loops.stream().anyMatch(WorkerLoop::isInThisThread)) {
      return; // it would wait for itself
    }
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
