// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets the threads of this process change the tables. Whoever gets the lock does the changes of all
 * who wait for it, in one transaction: one commit, and one force to the disk, serves them all.
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

  Turns(ReentrantLock lock, Transactions transactions, Tables tables, Committed committed) {
    this.lock = lock;
    this.transactions = transactions;
    this.tables = tables;
    this.committed = committed;
  }

  <R> R run(Turn<R> turn) throws SQLException {
    waiting.add(turn);
    lock.lock();
    try {
      while (!turn.isOver()) {
        runSome();
      }
    } finally {
      lock.unlock();
    }
    return turn.result();
  }

  private void runSome() {
    List<Turn<?>> turns = new ArrayList<>();
    while (turns.size() < MOST_AT_ONCE) {
      Turn<?> next = waiting.poll();
      if (next == null) {
        break;
      }
      turns.add(next);
    }
    runAll(turns);
  }

  private void runAll(List<Turn<?>> turns) {
    try {
      transact(turns);
    } catch (SQLException | RuntimeException | Error e) {
      if (turns.size() == 1) {
        turns.get(0).failed(e);
      } else {
        turns.forEach(
            turn -> runAll(List.of(turn))); // one fails, and the others should not have to
      }
      return;
    }
    turns.forEach(Turn::committed);
    committed.changed(tables);
  }

  private void transact(List<Turn<?>> turns) throws SQLException {
    transactions.begin(turns.stream().anyMatch(Turn::isForced));
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
