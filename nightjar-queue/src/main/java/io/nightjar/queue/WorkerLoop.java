// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Takes tasks and works until the queue ends or it is stopped.
 *
 * <p>It is stopped by an interrupt, but only while it waits: never in the middle of somebody's
 * work, and never after its thread went back to an executor. For that, who stops it and the loop
 * agree by {@link #state}.
 */
final class WorkerLoop<T> implements Runnable {
  private enum State {
    /** Not begun, or working. */
    BUSY,
    /** Waiting for a task; may be interrupted. */
    WAITING,
    /** Is being interrupted right now. */
    INTERRUPTING,
    /** To end when it is done with its task. */
    STOPPED
  }

  private static final Logger LOG = System.getLogger(WorkerLoop.class.getName());
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final WorkQueue<T> queue;
  private final Worker<T> worker;
  private final CountDownLatch ended;
  private final AtomicReference<State> state = new AtomicReference<>(State.BUSY);
  private volatile @Nullable Thread thread;
  private volatile @Nullable Throwable failure;
  private Duration pause = FIRST_PAUSE;

  WorkerLoop(WorkQueue<T> queue, Worker<T> worker, CountDownLatch ended) {
    this.queue = queue;
    this.worker = worker;
    this.ended = ended;
  }

  /** What it ended with; null if it runs, or ended as it should. */
  @Nullable Throwable failure() {
    return failure;
  }

  void stop() {
    while (true) {
      State now = state.get();
      if (now == State.BUSY && state.compareAndSet(now, State.STOPPED)) {
        return;
      } else if (now == State.WAITING && state.compareAndSet(now, State.INTERRUPTING)) {
        Thread waiting = thread;
        if (waiting != null) {
          waiting.interrupt();
        }
        state.set(State.STOPPED);
        return;
      } else if (now == State.STOPPED || now == State.INTERRUPTING) {
        return;
      }
    }
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    try {
      while (workOnce()) {}
    } catch (QueueFinishedException | QueueClosedException e) {
      LOG.log(Level.DEBUG, "worker ends: {0}", e.getMessage());
    } catch (InterruptedException e) {
      // Not by us: whoever owns the thread wants it back, and has to see that.
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "a worker of " + queue.address() + " ends", e);
      failure = e;
    } finally {
      thread = null;
      ended.countDown();
    }
  }

  private boolean workOnce() throws InterruptedException {
    Task<T> task;
    try {
      task = take();
    } catch (QueueUnavailableException e) {
      return waitAfter(e);
    }
    pause = FIRST_PAUSE;
    if (task == null) {
      return false;
    }
    try (task) {
      work(task);
    } catch (QueueClosedException e) {
      throw e;
    } catch (QueueUnavailableException | LeaseExpiredException | IllegalStateException e) {
      // The task comes back when its lease ends, or is at another worker.
      LOG.log(Level.WARNING, "a task was worked on and could not be settled: {0}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a task of " + queue.address() + " could not be settled", e);
      return waitAfter(e);
    }
    return true;
  }

  private void work(Task<T> task) {
    try {
      worker.work(task);
    } catch (Throwable e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      LOG.log(Level.DEBUG, "a worker failed", e);
      if (!task.isSettled()) {
        task.fail(e);
      }
      return;
    }
    if (!task.isSettled()) {
      task.done();
    }
  }

  /** Null if the loop is to end. */
  private @Nullable Task<T> take() throws InterruptedException {
    if (!state.compareAndSet(State.BUSY, State.WAITING)) {
      return null;
    }
    Task<T> task = null;
    try {
      task = queue.takeTask();
    } catch (InterruptedException e) {
      if (stopWaiting()) {
        throw e;
      }
      return null;
    } catch (QueueException e) {
      stopWaiting();
      throw e;
    }
    if (!stopWaiting()) {
      task.close();
      return null;
    }
    return task;
  }

  /** False if it was stopped while it waited; the interrupt is used up then. */
  @SuppressWarnings("ThreadPriorityCheck") // lets the other thread finish its two instructions
  private boolean stopWaiting() {
    if (state.compareAndSet(State.WAITING, State.BUSY)) {
      return true;
    }
    while (state.get() != State.STOPPED) {
      Thread.yield();
    }
    Thread.interrupted();
    return false;
  }

  /** A queue that is down now may be up soon. */
  private boolean waitAfter(RuntimeException e) throws InterruptedException {
    LOG.log(Level.WARNING, "worker tries again in {0}: {1}", pause, e.getMessage());
    if (!state.compareAndSet(State.BUSY, State.WAITING)) {
      return false;
    }
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException interrupt) {
      if (stopWaiting()) {
        throw interrupt;
      }
      return false;
    }
    pause =
        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    return stopWaiting();
  }
}
