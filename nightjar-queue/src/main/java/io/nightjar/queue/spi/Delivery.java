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

  /** How it was settled, or is being settled just now; by {@link #SETTLED}. */
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
    String already = settled;
    if (already != null) {
      throw settledAlready(already);
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
   * Settles tasks as done in one step.
   *
   * @param step settles them, and gives those whose lease had ended
   * @return those whose lease had ended
   * @throws IllegalStateException if one of them is settled already; then none is settled here
   */
  protected static <D extends Delivery<?>> List<D> endAll(
      List<D> tasks, UnaryOperator<List<D>> step) {
    List<D> open = new ArrayList<>(tasks.size());
    try {
      for (D task : tasks) {
        ((Delivery<?>) task).begin("done");
        open.add(task);
      }
      open = step.apply(tasks);
      return open;
    } finally {
      for (Delivery<?> task : open) {
        task.settled = null; // may be tried again
      }
    }
  }

  private void begin(String how) {
    if (!SETTLED.compareAndSet(this, null, how)) {
      String already = settled;
      throw settledAlready(already == null ? how : already);
    }
  }

  private void settle(String how, Outcome outcome) {
    begin(how);
    boolean held = false;
    boolean answered = false;
    try {
      held = settle(outcome);
      answered = true;
    } finally {
      if (!answered || !held) {
        settled = null; // may be tried again
      }
    }
    if (!held) {
      throw expired();
    }
  }

  private IllegalStateException settledAlready(String how) {
    return new IllegalStateException(this + " is " + how + " already; a task is settled once");
  }

  private LeaseExpiredException expired() {
    return new LeaseExpiredException(
        "the lease on "
            + this
            + " has ended, and the task is back in the queue or at another taker;"
            + " give the queue a longer lease than "
            + settings().lease()
            + ", or extend it while you work");
  }

  @Override
  public String toString() {
    return "task " + id() + " of " + queue();
  }
}
