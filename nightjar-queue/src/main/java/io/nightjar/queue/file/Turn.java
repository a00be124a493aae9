// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.spi.Deadline;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A change that a thread asks for, and what came of it. */
final class Turn<R> {
  /**
   * What is done to the tables. May run twice, or be undone after it ran, and so keeps its results
   * to itself.
   */
  interface Step<R> {
    R run(Tables tables) throws SQLException;
  }

  private final Step<R> step;

  /** Told the result when it is sure, before any other turn runs. */
  private final Consumer<? super R> sure;

  private final boolean forced;

  /** How long its thread waits for other processes; what runs is not ended by it. */
  private final Deadline deadline;

  // Guarded by the lock of the file.
  private boolean over;
  private boolean late;
  private @Nullable R result;
  private @Nullable Throwable failure;

  Turn(Step<R> step, boolean forced, Deadline deadline) {
    this(step, result -> {}, forced, deadline);
  }

  Turn(Step<R> step, Consumer<? super R> sure, boolean forced, Deadline deadline) {
    this.step = step;
    this.sure = sure;
    this.forced = forced;
    this.deadline = deadline;
  }

  long remainingNanos() {
    return deadline.remainingNanos();
  }

  /**
   * Gives it up at its deadline; it is not run then. True if it is over, in this way or another.
   */
  boolean isOverAtDeadline() {
    if (!over && deadline.isOver()) {
      late = true;
      failed(SqlErrors.busy());
    }
    return over;
  }

  /** True if it was given up; its result is the error of a lock that others have, then. */
  boolean isLate() {
    return late;
  }

  /** True if it has to be on the disk before its thread goes on. */
  boolean isForced() {
    return forced;
  }

  boolean isOver() {
    return over;
  }

  void run(Tables tables) throws SQLException {
    result = step.run(tables);
  }

  @SuppressWarnings("NullAway") // a step gives what it gives
  void committed() {
    over = true;
    sure.accept(result);
  }

  /** With an exception of the database, or an unchecked one. */
  void failed(Throwable e) {
    failure = e;
    over = true;
  }

  @SuppressWarnings("NullAway") // a step gives what it gives
  R result() throws SQLException {
    if (failure instanceof SQLException e) {
      throw e;
    } else if (failure instanceof RuntimeException e) {
      throw e;
    } else if (failure instanceof Error e) {
      throw e;
    }
    return result;
  }
}
