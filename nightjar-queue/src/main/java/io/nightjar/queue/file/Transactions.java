// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import java.sql.SQLException;

/** Begins and ends transactions that write. One process writes at a time. */
final class Transactions {
  private static final String BEGIN = "BEGIN IMMEDIATE";

  private final Db db;

  /** SQLite begins with true. */
  private boolean forcing = true;

  Transactions(Db db) {
    this.db = db;
  }

  /** Begins one whose end is forced to the disk, or not. */
  void begin(boolean forced) throws SQLException {
    force(forced);
    db.update(BEGIN);
  }

  /** The same, if no other process writes just now. */
  boolean tryBegin(boolean forced) throws SQLException {
    force(forced);
    return db.tryUpdate(BEGIN);
  }

  private void force(boolean forced) throws SQLException {
    if (forced != forcing) {
      db.update(forced ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
      forcing = forced;
    }
  }

  void commit() throws SQLException {
    db.update("COMMIT");
  }

  /** Undoes what there is to undo, and says nothing if there is nothing. */
  void rollback() {
    try {
      db.update("ROLLBACK");
    } catch (SQLException e) {
      // SQLite did it when the statement failed.
    }
  }
}
