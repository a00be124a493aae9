// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.spi;

import io.nightjar.queue.LeaseExpiredException;
import io.nightjar.queue.QueueException;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.Task;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A task that sees to it that it is settled once.
 *
 * @param <T> the value
 */
public abstract class Delivery<T> implements Task<T> {
  private static final VarHandle SETTLED;

  static {
    try {
      SETTLED = MethodHandles.lookup().findVarHandle(Delivery.class, "settled", String.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Stands for how it was settled while it is. */
  private static final String SETTLING = "being settled";

  /** How it was settled, or {@link #SETTLING}; by {@link #SETTLED}. */
  private volatile @Nullable String settled;

  /** For subclasses. */
  protected Delivery() {}

  /** The queue, for texts. */
  protected abstract String queue();

  /** What decides when a failing task is dead. */
  protected abstract QueueSettings settings();

  /** Dead letters stay what they are when they fail. */
  protected abstract boolean isDeadLetter();

  /** Settles; false if the lease has ended. */
  protected abstract boolean settle(Outcome outcome);

  /** Extends the lease; false if it has ended. */
  protected abstract boolean lengthen(Duration lease);

  /** Why it may be settled too late, and what helps: the end of a sentence. */
  protected String lateness() {
    return leaseEnded(settings());
  }

  @Override
  public final void done() {
    settle("done", new Outcome.Done());
  }

  @Override
  public final void fail(String reason) {
    Objects.requireNonNull(reason, "reason");
    settle(
        "failed",
        isDeadLetter()
            ? new Outcome.Back(Duration.ZERO, true, reason)
            : Outcome.afterFailure(settings(), attempt(), reason));
  }

  @Override
  public final void requeue(Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("delay " + delay + " is negative");
    }
    settle("requeued", new Outcome.Back(delay, false, null));
  }

  /** Settles it in any way; throws what {@link #done} throws. */
  public final void end(Outcome outcome) {
    String how = "requeued";
    if (outcome instanceof Outcome.Done) {
      how = "done";
    } else if (outcome instanceof Outcome.Dead || ((Outcome.Back) outcome).counted()) {
      how = "failed";
    }
    settle(how, outcome);
  }

  @Override
  public final void extend(Duration lease) {
    if (lease.isNegative() || lease.isZero()) {
      throw new IllegalArgumentException("lease " + lease + " is not positive");
    }
    String how = settled;
    if (how != null) {
      throw settledAlready(how, false);
    }
    if (!lengthen(lease)) {
      throw expired();
    }
  }

  @Override
  public final boolean isSettled() {
    return settled != null;
  }

  @Override
  public final void close() {
    if (settled == null) {
      try {
        requeue(Duration.ZERO);
      } catch (QueueException | IllegalStateException e) {
        // It is back by other means, or settled by another thread just now.
      }
    }
  }

  /**
   * Settles tasks as done, in steps of some.
   *
   * @param most how many are settled in one step
   * @param step settles them, and gives those whose lease had ended; if it throws, none of them
   *     counts as settled
   * @return those whose lease had ended
   * @throws IllegalStateException if one of them is settled already or just now, or is there twice;
   *     then none is settled here
   */
  protected static <D extends Delivery<?>> List<D> endAll(
      List<D> tasks, int most, UnaryOperator<List<D>> step) {
    List<D> late = new ArrayList<>();
    int begun = 0;
    int ended = 0;
    try {
      while (begun < tasks.size()) {
        ((Delivery<?>) tasks.get(begun)).begin(true);
        begun++;
      }
      while (ended < begun) {
        List<D> some = tasks.subList(ended, (int) Math.min(begun, (long) ended + most));
        late.addAll(step.apply(some));
        ended += some.size();
      }
      return late;
    } finally {
      for (Delivery<?> task : tasks.subList(0, ended)) {
        task.became("done");
      }
      for (Delivery<?> task : late) {
        task.became(null);
      }
      for (Delivery<?> task : tasks.subList(ended, begun)) {
        task.became(null);
      }
    }
  }

  private void begin(boolean ofMany) {
    if (!SETTLED.compareAndSet(this, null, SETTLING)) {
      String how = settled;
      throw settledAlready(how == null ? SETTLING : how, ofMany);
    }
  }

  private void settle(String how, Outcome outcome) {
    begin(false);
    boolean held = false;
    try {
      held = settle(outcome);
    } finally {
      became(held ? how : null);
    }
    if (!held) {
      throw expired();
    }
  }

  /** Null: it may be tried again. No fence: who sees it late is told that it is being settled. */
  private void became(@Nullable String how) {
    SETTLED.setRelease(this, how);
  }

  private IllegalStateException settledAlready(String how, boolean ofMany) {
    if (!how.equals(SETTLING)) {
      return new IllegalStateException(this + " is " + how + " already; a task is settled once");
    }
    return new IllegalStateException(
        this
            + (ofMany ? " is in the list twice, or" : "")
            + " is being settled by another thread; a task is settled once");
  }

  /** The {@link #lateness} of a queue with leases. */
  static String leaseEnded(QueueSettings settings) {
    return "its lease has ended; give the queue a longer lease than "
        + settings.lease()
        + ", or extend it while you work";
  }

  private LeaseExpiredException expired() {
    return new LeaseExpiredException(
        this + " is back in the queue or at another taker: " + lateness());
  }

  @Override
  public String toString() {
    return "task " + id() + " of " + queue();
  }
}
