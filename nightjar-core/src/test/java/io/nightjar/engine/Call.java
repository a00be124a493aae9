// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;

/** A call on a thread of its own, which may block. */
final class Call<T> {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final FutureTask<T> task;
  private final Thread thread;

  private Call(Callable<T> body) {
    this.task = new FutureTask<>(body);
    this.thread = new Thread(task, "caller");
    thread.setDaemon(true);
    thread.start();
  }

  /** Starts it. */
  static <T> Call<T> of(Callable<T> body) {
    return new Call<>(body);
  }

  /** Starts it and waits until it waits. */
  static <T> Call<T> blocked(Callable<T> body) {
    Call<T> call = of(body);
    EngineTest.until("the caller waits", call::waits);
    return call;
  }

  private boolean waits() {
    if (task.isDone()) {
      throw new AssertionError("the call was to wait, but it has ended: " + task);
    }
    Thread.State state = thread.getState();
    if (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING) {
      return true;
    }
    // Whoever waits in a selector counts as running.
    StackTraceElement[] stack = thread.getStackTrace();
    return stack.length > 0 && stack[0].getClassName().startsWith("sun.nio.ch.EPoll");
  }

  /** Whether it waits until it is woken. */
  boolean isAsleep() {
    return thread.getState() == Thread.State.WAITING;
  }

  void interrupt() {
    thread.interrupt();
  }

  boolean isDone() {
    return task.isDone();
  }

  /** What it returned. */
  T value() throws InterruptedException {
    return value(PATIENCE);
  }

  /** What it returned, which may take so long. */
  T value(Duration patience) throws InterruptedException {
    try {
      return task.get(patience.toNanos(), NANOSECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("the call failed", e.getCause());
    } catch (TimeoutException e) {
      throw stuck();
    }
  }

  /** What it threw. */
  Throwable failure() throws InterruptedException {
    try {
      T value = task.get(10, SECONDS);
      throw new AssertionError("the call was to fail, but gave " + value);
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (TimeoutException e) {
      throw stuck();
    }
  }

  private AssertionError stuck() {
    AssertionError error = new AssertionError("the call is stuck, see the trace");
    error.setStackTrace(thread.getStackTrace());
    return error;
  }

  /** Waits until its thread is gone. */
  void join() throws InterruptedException {
    thread.join(10_000);
    assertThat(thread.isAlive()).as("the caller is gone").isFalse();
  }
}
