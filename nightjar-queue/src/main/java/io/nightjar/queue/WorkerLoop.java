// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes tasks and works until the queue ends or it is stopped.
 *
 * <p>It is stopped by an interrupt, but only while it waits: never in the middle of somebody's
 * work, and never after its thread went back to an executor. For that, who stops it and the loop
 * agree by {@link #state}.
 *
 * <p>Other interrupts are the work's own, and end with its task, unless somebody else owns the
 * thread and wants it back.
 */
final class WorkerLoop<T> implements Runnable {
  private enum State {
    /** Its thread has not come yet. */
    NEW,
    /** Working. */
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
  private final BooleanSupplier wantedBack;
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
  private volatile @Nullable Thread thread;
  private volatile @Nullable Throwable failure;
  private Duration pause = FIRST_PAUSE;

  /** {@code wantedBack} is whether an interrupt says that its thread's owner wants it back. */
  WorkerLoop(
      WorkQueue<T> queue, Worker<T> worker, CountDownLatch ended, BooleanSupplier wantedBack) {
    this.queue = queue;
    this.worker = worker;
    this.ended = ended;
    this.wantedBack = wantedBack;
  }

  /** Whether it is the caller that works here. */
  boolean isInThisThread() {
    return Thread.currentThread().equals(thread);
  }

  /** What it ended with; null if it runs, or ended as it should. */
  @Nullable Throwable failure() {
    return failure;
  }

  void stop() {
    while (true) {
      State now = state.get();
      if (now == State.NEW && state.compareAndSet(now, State.STOPPED)) {
        ended.countDown(); // its thread may never come
        return;
      } else if (now == State.BUSY && state.compareAndSet(now, State.STOPPED)) {
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
    if (!state.compareAndSet(State.NEW, State.BUSY)) {
      return; // it was stopped before
    }
    thread = Thread.currentThread();
    try {
      while (workOnce()) {}
    } catch (QueueFinishedException | QueueClosedException e) {
      LOG.log(Level.DEBUG, "worker ends: {0}", e.getMessage());
    } catch (InterruptedException e) {
      // Whoever owns the thread wants it back, and has to see that.
      LOG.log(Level.INFO, "a worker of {0} ends: it was interrupted", queue.address());
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
    } catch (InterruptedException e) {
      if (wantedBack.getAsBoolean()) {
        throw e;
      }
      return true; // somebody's late interrupt for work that is over
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
    Throwable thrown = null;
    try {
      worker.work(task);
    } catch (Throwable e) {
      LOG.log(Level.DEBUG, "a worker failed", e);
      thrown = e;
    }
    // Not for the step that settles it, nor for the next task.
    boolean interrupted = Thread.interrupted() || thrown instanceof InterruptedException;
    try {
      if (!task.isSettled() && thrown != null) {
        task.fail(thrown);
      } else if (!task.isSettled()) {
        task.done();
      }
    } finally {
      if (interrupted && wantedBack.getAsBoolean()) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Null if the loop is to end. */
  private @Nullable Task<T> take() throws InterruptedException {
    if (!state.compareAndSet(State.BUSY, State.WAITING)) {
      return null;
    }
    Task<T> task = null;
    try {
      if (Thread.interrupted()) {
        throw new InterruptedException(); // a queue that need not wait pays no heed to it
      }
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
      if (!stopWaiting()) {
        return false;
      } else if (wantedBack.getAsBoolean()) {
        throw interrupt;
      }
      return true;
    }
    pause =
        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    return stopWaiting();
  }
}
