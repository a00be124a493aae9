// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.front;

import io.nightjar.queue.QueueDamagedException;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.spi.Claim;
import io.nightjar.queue.spi.Delivery;
import io.nightjar.queue.spi.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A claim as a task. */
final class StoreTask<T> extends Delivery<T> {
  private final StoreTakers<T> queue;
  private final Claim claim;
  private final @Nullable T value;
  private final @Nullable QueueDamagedException unreadable;
  private final boolean dead;

  StoreTask(
      StoreTakers<T> queue,
      Claim claim,
      @Nullable T value,
      @Nullable QueueDamagedException unreadable,
      boolean dead) {
    this.queue = queue;
    this.claim = claim;
    this.value = value;
    this.unreadable = unreadable;
    this.dead = dead;
  }

  boolean isOf(StoreTakers<?> handle) {
    return queue == handle;
  }

  /** Settles tasks of one handle as done, so many at once; gives those whose lease had ended. */
  static <T> List<StoreTask<T>> doneAll(
      List<StoreTask<T>> tasks, int most, Function<List<Claim>, Set<Claim>> store) {
    return endAll(
        tasks,
        most,
        some -> {
          Set<Claim> late = store.apply(some.stream().map(task -> task.claim).toList());
          return some.stream().filter(task -> late.contains(task.claim)).toList();
        });
  }

  @Override
  public T value() {
    if (value == null) {
      throw unreadable != null ? unreadable : new IllegalStateException(this + " has no value");
    }
    return value;
  }

  @Override
  public String id() {
    return claim.id();
  }

  @Override
  public int attempt() {
    return claim.attempt();
  }

  @Override
  public @Nullable String reason() {
    return claim.reason();
  }

  @Override
  protected String queue() {
    return queue.address();
  }

  @Override
  protected QueueSettings settings() {
    return queue.settings();
  }

  @Override
  protected boolean isDeadLetter() {
    return dead;
  }

  @Override
  protected String lateness() {
    return queue.store.lateness();
  }

  @Override
  protected boolean settle(Outcome outcome) {
    queue.check(outcome);
    boolean held = queue.store.settle(claim, outcome);
    if (held) {
      queue.counters.settled(outcome);
    }
    return held;
  }

  @Override
  protected boolean lengthen(Duration lease) {
    return queue.store.extend(claim, lease);
  }
}
