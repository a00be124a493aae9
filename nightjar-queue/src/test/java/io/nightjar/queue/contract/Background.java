// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Something that runs in a thread of its own.
 *
 * @param <V> its result
 */
public final class Background<V> {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /** How often a condition is looked at: Awaitility's tenth of a second is most of a test. */
  static final Duration OFTEN = Duration.ofMillis(2);

  private final CompletableFuture<V> result = new CompletableFuture<>();
  private final Thread thread;

  private Background(Callable<V> action) {
    thread =
        new Thread(
            () -> {
              try {
                result.complete(action.call());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            },
            "background");
    thread.setDaemon(true);
  }

  /** Starts it. */
  public static <V> Background<V> run(Callable<V> action) {
    Background<V> background = new Background<>(action);
    background.thread.start();
    return background;
  }

  /** The same without a result. */
  public static Background<Boolean> run(Step action) {
    return run(
        () -> {
          action.run();
          return true;
        });
  }

  /** Something without a result. */
  @FunctionalInterface
  public interface Step {
    /** Does it. */
    void run() throws Exception;
  }

  /** The thread. */
  public Thread thread() {
    return thread;
  }

  /** Waits until the thread waits. */
  public void awaitWaiting() {
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(OFTEN)
        .until(
            () ->
                thread.getState() == Thread.State.WAITING
                    || thread.getState() == Thread.State.TIMED_WAITING);
    assertThat(result).isNotDone();
  }

  /** Interrupts the thread. */
  public void interrupt() {
    thread.interrupt();
  }

  /** True if it has not ended. */
  public boolean isRunning() {
    return !result.isDone();
  }

  /** Its result. */
  public V get() throws Exception {
    return result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The exception that it ends with. */
  public Throwable failure() {
    Throwable failure = catchThrowable(this::get);
    assertThat(failure).isInstanceOf(ExecutionException.class);
    return failure.getCause();
  }
}
