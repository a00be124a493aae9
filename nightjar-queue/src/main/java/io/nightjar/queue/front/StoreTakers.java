// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.front;

import io.nightjar.queue.Codec;
import io.nightjar.queue.QueueDamagedException;
import io.nightjar.queue.QueueFinishedException;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.QueueStats;
import io.nightjar.queue.Task;
import io.nightjar.queue.UnsupportedQueueException;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.spi.Claim;
import io.nightjar.queue.spi.Counters;
import io.nightjar.queue.spi.Deadline;
import io.nightjar.queue.spi.Mistakes;
import io.nightjar.queue.spi.Outcome;
import io.nightjar.queue.spi.QueueStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What takers see of a store: of the queue itself, and of its dead letters. */
abstract class StoreTakers<T> implements WorkQueue<T> {
  private static final Logger LOG = System.getLogger(StoreTakers.class.getName());

  /** A bound on what a store does in one step. */
  private static final int MOST_AT_ONCE = 1000;

  final QueueStore store;
  final QueueSettings settings;
  final Counters counters = new Counters();
  private final String address;
  private final Codec<T> codec;
  private final boolean dead;

  /** True if the codec can read anything, so that a task may be done before it is read. */
  private final boolean plain;

  StoreTakers(String address, QueueStore store, Codec<T> codec, boolean dead) {
    this.address = address;
    this.store = store;
    this.settings = store.settings();
    this.codec = codec;
    this.dead = dead;
    this.plain = codec == (Object) Codec.bytes() || codec == (Object) Codec.text();
  }

  @Override
  public T take() throws InterruptedException {
    T value = null;
    while (value == null) {
      value = takeOrNull(Deadline.FOREVER);
    }
    return value;
  }

  @Override
  public @Nullable T poll() {
    return Nowait.get(() -> poll(Duration.ZERO));
  }

  @Override
  public @Nullable T poll(Duration timeout) throws InterruptedException {
    try {
      return takeOrNull(Deadline.after(timeout));
    } catch (QueueFinishedException e) {
      return null;
    }
  }

  private @Nullable T takeOrNull(Deadline deadline) throws InterruptedException {
    if (plain) {
      List<Claim> claims = store.take(1, deadline);
      claims.forEach(claim -> counters.takenDone());
      return claims.isEmpty() ? null : codec.decode(claims.get(0).payload());
    }
    List<Task<T>> tasks = tasks(1, deadline);
    if (tasks.isEmpty()) {
      return null;
    }
    T value = tasks.get(0).value();
    tasks.get(0).done();
    return value;
  }

  @Override
  public Task<T> takeTask() throws InterruptedException {
    List<Task<T>> tasks = List.of();
    while (tasks.isEmpty()) {
      tasks = tasks(1, Deadline.FOREVER);
    }
    return tasks.get(0);
  }

  @Override
  public @Nullable Task<T> pollTask() {
    return Nowait.get(() -> pollTask(Duration.ZERO));
  }

  @Override
  public @Nullable Task<T> pollTask(Duration timeout) throws InterruptedException {
    List<Task<T>> tasks = takeTasks(1, timeout);
    return tasks.isEmpty() ? null : tasks.get(0);
  }

  @Override
  public List<Task<T>> takeTasks(int max, Duration wait) throws InterruptedException {
    Mistakes.checkMost(address, max);
    try {
      return tasks(max, Deadline.after(wait));
    } catch (QueueFinishedException e) {
      return List.of();
    }
  }

  @Override
  public List<Task<T>> doneAll(Collection<? extends Task<T>> tasks) {
    List<StoreTask<T>> mine = new ArrayList<>(tasks.size());
    for (Task<T> task : tasks) {
      if (!(task instanceof StoreTask<T> one) || !one.isOf(this)) {
        throw new IllegalArgumentException(task + " was not taken from this handle on " + address);
      }
      mine.add(one);
    }
    return List.copyOf(StoreTask.doneAll(mine, MOST_AT_ONCE, this::done));
  }

  /** Ends claims as done; gives those whose lease had ended. */
  private Set<Claim> done(List<Claim> claims) {
    Set<Claim> late = Collections.newSetFromMap(new IdentityHashMap<>());
    late.addAll(store.done(claims));
    counters.done(claims.size() - late.size());
    return late;
  }

  /** What lies behind a server may be of a kind that cannot count them. */
  final long countInProgress() {
    long count = store.counts().inProgress();
    if (count < 0) {
      throw new UnsupportedQueueException(
          address
              + " cannot have a count of the tasks in progress; the queue that is served there has"
              + " none, and memory:, file: and redis: queues can");
    }
    return count;
  }

  /** Refuses what this kind of queue cannot do. */
  abstract void check(Outcome outcome);

  private List<Task<T>> tasks(int max, Deadline deadline) throws InterruptedException {
    while (true) {
      List<Claim> claims = store.claim(max, deadline);
      counters.taken(claims.size());
      List<Task<T>> tasks = new ArrayList<>(claims.size());
      for (Claim claim : claims) {
        Task<T> task = read(claim);
        if (task != null) {
          tasks.add(task);
        }
      }
      if (claims.isEmpty() || !tasks.isEmpty()) {
        return tasks;
      }
    }
  }

  /** Null if it cannot be read, and is a dead letter now. */
  private @Nullable Task<T> read(Claim claim) {
    try {
      T value = codec.decode(claim.payload());
      return new StoreTask<>(this, claim, Objects.requireNonNull(value, "null"), null, dead);
    } catch (RuntimeException | StackOverflowError e) {
      String text =
          "task " + claim.id() + " of " + address + " cannot be read by " + codec + ": " + e;
      if (dead) {
        return new StoreTask<>(this, claim, null, new QueueDamagedException(text, e), true);
      }
      LOG.log(Level.WARNING, "{0}; it is a dead letter now", text);
      Outcome outcome = new Outcome.Dead(text);
      if (store.settle(claim, outcome)) {
        counters.settled(outcome);
      }
      return null;
    }
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public QueueSettings settings() {
    return settings;
  }

  @Override
  public QueueStats stats() {
    return counters.stats(store.counts());
  }

  @Override
  public String toString() {
    return address;
  }
}
