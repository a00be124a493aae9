// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import io.nightjar.queue.Put;
import io.nightjar.queue.QueueClosedException;
import io.nightjar.queue.QueueFeature;
import io.nightjar.queue.QueueFinishedException;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.QueueStats;
import io.nightjar.queue.Task;
import io.nightjar.queue.UnsupportedQueueException;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.spi.Counters;
import io.nightjar.queue.spi.Deadline;
import io.nightjar.queue.spi.Mistakes;
import io.nightjar.queue.spi.Outcome;
import io.nightjar.queue.spi.StoreCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A handle on a {@link MemoryQueue}, or on its dead letters. */
final class MemoryHandle<T> implements WorkQueue<T> {
  private final MemoryQueue queue;
  private final QueueSettings settings;
  private final Runnable onClose;
  private final @Nullable MemoryHandle<T> deadLetters;
  private final Counters counters = new Counters();
  private final AtomicLong expired = new AtomicLong();
  private final AtomicLong expiredDead = new AtomicLong();

  /** Written with the lock of the queue held. */
  private volatile boolean closed;

  MemoryHandle(MemoryQueue queue, QueueSettings settings, Runnable onClose) {
    this.queue = queue;
    this.settings = settings;
    this.onClose = onClose;
    MemoryQueue dead = queue.deadLetters();
    this.deadLetters = dead == null ? null : new MemoryHandle<>(dead, settings, () -> {});
  }

  MemoryQueue queue() {
    return queue;
  }

  boolean isOfDeadLetters() {
    return deadLetters == null;
  }

  @SuppressWarnings("unchecked") // all handles of one name are of one type, or the user was told
  T cast(Object value) {
    return (T) value;
  }

  void checkOpen() {
    if (closed) {
      throw new QueueClosedException("this handle on " + queue.address + " is closed");
    }
  }

  void markClosed() {
    closed = true;
  }

  void countExpiry(boolean dead) {
    expired.incrementAndGet();
    if (dead) {
      expiredDead.incrementAndGet();
    }
  }

  boolean settle(MemoryRecord record, int delivery, Outcome outcome) {
    checkOpen();
    if (isOfDeadLetters() && outcome instanceof Outcome.Back back && !back.delay().isZero()) {
      throw refused("delayed tasks", "requeue them at once");
    }
    boolean held = queue.settle(record, delivery, outcome);
    if (held) {
      counters.settled(outcome);
    } else {
      checkOpen();
    }
    return held;
  }

  // ---- putting ----

  @Override
  public void put(T value) throws InterruptedException {
    if (!tryPut(value, Put.now())) {
      awaitPut(value, Put.now(), Deadline.FOREVER);
    }
  }

  @Override
  public void put(T value, Put how) throws InterruptedException {
    Mistakes.checkPriority(queue.address, settings, how);
    if (!tryPut(value, how)) {
      awaitPut(value, how, Deadline.FOREVER);
    }
  }

  @Override
  public boolean offer(T value) {
    return tryPut(value, Put.now());
  }

  @Override
  public boolean offer(T value, Put how, Duration timeout) throws InterruptedException {
    Mistakes.checkPriority(queue.address, settings, how);
    return tryPut(value, how)
        || (isPositive(timeout) && awaitPut(value, how, Deadline.after(timeout)));
  }

  @Override
  public int offerAll(Collection<? extends T> values, Duration timeout)
      throws InterruptedException {
    Deadline deadline = Deadline.after(timeout);
    int count = 0;
    for (T value : values) {
      try {
        if (!tryPut(value, Put.now()) && !awaitPut(value, Put.now(), deadline)) {
          break;
        }
      } catch (InterruptedException | QueueFinishedException | QueueClosedException e) {
        if (count == 0) {
          throw e;
        }
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        break;
      }
      count++;
    }
    return count;
  }

  private boolean awaitPut(T value, Put how, Deadline deadline) throws InterruptedException {
    Boolean put =
        queue.putters.await(() -> tryPut(value, how) ? Boolean.TRUE : null, deadline, this);
    return put != null;
  }

  private boolean tryPut(T value, Put how) {
    checkOpen();
    if (isOfDeadLetters()) {
      throw refused("tasks put to them", "put them to the queue itself");
    }
    Mistakes.checkValue(queue.address, value);
    boolean put = queue.offer(value, how);
    if (put) {
      counters.put();
    }
    return put;
  }

  // ---- taking ----

  @Override
  public T take() throws InterruptedException {
    T value = tryTake();
    while (value == null) {
      value = queue.takers.await(this::tryTake, Deadline.FOREVER, this);
    }
    return value;
  }

  @Override
  public @Nullable T poll() {
    try {
      return tryTake();
    } catch (QueueFinishedException e) {
      return null;
    }
  }

  @Override
  public @Nullable T poll(Duration timeout) throws InterruptedException {
    try {
      T value = tryTake();
      return value != null || !isPositive(timeout)
          ? value
          : queue.takers.await(this::tryTake, Deadline.after(timeout), this);
    } catch (QueueFinishedException e) {
      return null;
    }
  }

  private @Nullable T tryTake() {
    checkOpen();
    Object value = queue.poll();
    if (value == null) {
      return null;
    }
    counters.takenDone();
    return cast(value);
  }

  @Override
  public Task<T> takeTask() throws InterruptedException {
    Task<T> task = tryTakeTask();
    while (task == null) {
      task = queue.takers.await(this::tryTakeTask, Deadline.FOREVER, this);
    }
    return task;
  }

  @Override
  public @Nullable Task<T> pollTask() {
    try {
      return tryTakeTask();
    } catch (QueueFinishedException e) {
      return null;
    }
  }

  @Override
  public @Nullable Task<T> pollTask(Duration timeout) throws InterruptedException {
    try {
      Task<T> task = tryTakeTask();
      return task != null || !isPositive(timeout)
          ? task
          : queue.takers.await(this::tryTakeTask, Deadline.after(timeout), this);
    } catch (QueueFinishedException e) {
      return null;
    }
  }

  @Override
  public List<Task<T>> doneAll(Collection<? extends Task<T>> tasks) {
    List<MemoryTask<T>> mine = new ArrayList<>(tasks.size());
    for (Task<T> task : tasks) {
      if (!(task instanceof MemoryTask<T> one) || !one.isOf(this)) {
        throw new IllegalArgumentException(
            task + " was not taken from this handle on " + address());
      }
      mine.add(one);
    }
    return List.copyOf(MemoryTask.doneAll(mine));
  }

  @Override
  public List<Task<T>> takeTasks(int max, Duration wait) throws InterruptedException {
    Mistakes.checkMost(queue.address, max);
    List<Task<T>> tasks = new ArrayList<>();
    Task<T> task = pollTask(wait);
    while (task != null) {
      tasks.add(task);
      task = tasks.size() < max ? pollTask() : null;
    }
    return tasks;
  }

  private @Nullable Task<T> tryTakeTask() {
    checkOpen();
    Task<T> task = queue.pollTask(this);
    if (task != null) {
      counters.taken(1);
    }
    return task;
  }

  // ---- looking ----

  @Override
  public String address() {
    return queue.address;
  }

  @Override
  public QueueSettings settings() {
    return settings;
  }

  @Override
  public boolean has(QueueFeature feature) {
    return feature.isOfDeadLetters() || !isOfDeadLetters();
  }

  @Override
  public long inProgress() {
    return counts().inProgress();
  }

  @Override
  public long remainingCapacity() {
    StoreCounts now = counts();
    return isOfDeadLetters()
        ? 0
        : Math.max(0, settings.capacity() - now.ready() - now.delayed() - now.inProgress());
  }

  @Override
  public QueueStats stats() {
    return counters.stats(counts());
  }

  private StoreCounts counts() {
    checkOpen();
    return queue.counts(expired.get(), expiredDead.get());
  }

  // ---- the end of the work ----

  @Override
  public void finish() {
    checkOpen();
    if (isOfDeadLetters()) {
      throw refused("an end", "finish the queue itself");
    }
    queue.finish();
  }

  @Override
  public boolean isFinished() {
    checkOpen();
    return queue.isFinished();
  }

  @Override
  public boolean awaitDone(Duration timeout) throws InterruptedException {
    queue.watch();
    try {
      Boolean done = queue.watchers.await(this::tryEnd, Deadline.after(timeout), this);
      return done != null;
    } finally {
      queue.unwatch();
    }
  }

  private @Nullable Boolean tryEnd() {
    checkOpen();
    return queue.isDone() ? Boolean.TRUE : null;
  }

  @Override
  public WorkQueue<T> deadLetters() {
    checkOpen();
    if (deadLetters == null) {
      throw refused("dead letters of their own", "a dead letter stays until it is done");
    }
    return deadLetters;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (deadLetters != null) {
      deadLetters.close();
    }
    queue.release(this);
    onClose.run();
  }

  private UnsupportedQueueException refused(String what, String instead) {
    return new UnsupportedQueueException(queue.address + " cannot have " + what + "; " + instead);
  }

  private static boolean isPositive(Duration timeout) {
    return !timeout.isNegative() && !timeout.isZero();
  }

  @Override
  public String toString() {
    return queue.address;
  }
}
