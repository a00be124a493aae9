// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets the threads of this process change the tables. Whoever gets the lock does the changes of all
 * who wait for it, in one transaction: one commit, and one force to the disk, serves them all.
 *
 * <p>While another process writes, he rests without the lock, and those who come wait beside him
 * until their deadline. When his own time is over, one of them goes on in his place.
 */
final class Turns {
  private static final int MOST_AT_ONCE = 100;

  /** What follows a commit; called with the lock held. */
  interface Committed {
    void changed(Tables tables);
  }

  private final ReentrantLock lock;
  private final Transactions transactions;
  private final Tables tables;
  private final Committed committed;
  private final Queue<Turn<?>> waiting = new ConcurrentLinkedQueue<>();
  private final Condition free;

  /** True while somebody waits for another process. Guarded by {@link #lock}. */
  private boolean resting;

  Turns(ReentrantLock lock, Transactions transactions, Tables tables, Committed committed) {
    this.lock = lock;
    this.free = lock.newCondition();
    this.transactions = transactions;
    this.tables = tables;
    this.committed = committed;
  }

  /** Runs it, unless another process writes until its deadline: then it {@link Turn#isLate()}. */
  <R> void run(Turn<R> turn) {
    waiting.add(turn);
    lock.lock();
    try {
      while (!turn.isOver()) {
        if (!resting) {
          runSome(turn);
        } else if (!turn.isOverAtDeadline()) {
          rest(turn.remainingNanos());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets others have the lock; an interrupt is seen later. */
  @SuppressWarnings("WaitNotInLoop") // callers look again
  private void rest(long nanos) {
    boolean interrupted = Thread.interrupted();
    try {
      long left = free.awaitNanos(nanos);
      assert left <= nanos;
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void runSome(Turn<?> own) {
    List<Turn<?>> turns = new ArrayList<>();
    while (turns.size() < MOST_AT_ONCE) {
      Turn<?> next = waiting.poll();
      if (next == null) {
        break;
      }
      if (!next.isOver()) {
        turns.add(next);
      }
    }
    runAll(turns, own);
  }

  private void runAll(List<Turn<?>> some, Turn<?> own) {
    List<Turn<?>> turns;
    try {
      turns = begin(some, own);
    } catch (SQLException | RuntimeException | Error e) {
      open(some).forEach(turn -> turn.failed(e));
      return;
    }
    if (turns.isEmpty()) {
      return;
    }
    try {
      transact(turns);
    } catch (SQLException | RuntimeException | Error e) {
      if (turns.size() == 1) {
        turns.get(0).failed(e);
      } else {
        turns.forEach(
            turn -> runAll(List.of(turn), own)); // one fails, and the others should not have to
      }
      return;
    }
    turns.forEach(Turn::committed);
    committed.changed(tables);
  }

  /**
   * Begins a transaction for the turns that are left when no other process writes. None: they are
   * over, or were put back for somebody with more time.
   */
  private List<Turn<?>> begin(List<Turn<?>> some, Turn<?> own) throws SQLException {
    List<Turn<?>> turns = open(some);
    Patience patience = new Patience();
    try {
      while (!turns.isEmpty() && !transactions.tryBegin(turns.stream().anyMatch(Turn::isForced))) {
        long nanos = patience.nextRest();
        if (nanos > 0) {
          resting = true;
          rest(nanos);
          boolean enough = own.isOverAtDeadline();
          turns = open(some);
          if (enough) {
            waiting.addAll(turns);
            return List.of();
          }
        }
      }
      return turns;
    } finally {
      if (resting) {
        resting = false;
        free.signalAll();
      }
    }
  }

  private static List<Turn<?>> open(List<Turn<?>> turns) {
    return turns.stream().filter(turn -> !turn.isOver()).toList();
  }

  private void transact(List<Turn<?>> turns) throws SQLException {
    boolean done = false;
    try {
      tables.begin();
      for (Turn<?> turn : turns) {
        turn.run(tables);
      }
      tables.end();
      transactions.commit();
      done = true;
    } finally {
      if (!done) {
        transactions.rollback();
      }
    }
  }
}
