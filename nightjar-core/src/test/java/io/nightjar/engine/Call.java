// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    return selects();
  }

  /** Whether it waits in a selector, which counts as running. */
  boolean selects() {
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

  /** What they all returned. Tells of the first that failed, or of all that are stuck. */
  static <T> List<T> values(List<Call<T>> calls, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (calls.stream().anyMatch(call -> !call.isDone()) && System.nanoTime() - deadline < 0) {
      for (Call<T> call : calls) {
        if (call.isDone()) {
          call.value(); // one that failed may be what the others wait for
        }
      }
      Thread.sleep(1);
    }
    List<AssertionError> stuck = new ArrayList<>();
    List<T> values = new ArrayList<>();
    for (Call<T> call : calls) {
      if (call.isDone()) {
        values.add(call.value());
      } else {
        stuck.add(call.stuck());
      }
    }
    if (!stuck.isEmpty()) {
      AssertionError first = stuck.remove(0);
      stuck.forEach(first::addSuppressed);
      throw first;
    }
    return values;
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
