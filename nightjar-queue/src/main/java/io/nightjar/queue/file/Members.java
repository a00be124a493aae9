// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.QueueUnavailableException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The processes that have the queue open, as the file tells. */
final class Members {
  private final Path path;
  private final Db db;

  Members(Path path, Db db) {
    this.path = path;
    this.db = db;
  }

  /** All of them; some may be gone without having said so. */
  List<Member> all() throws SQLException {
    List<Member> members = new ArrayList<>();
    db.query(
        row -> members.add(new Member(row.getLong(1), row.getInt(2), row.getString(3))),
        "SELECT id, slot, bell FROM member");
    return members;
  }

  /** Adds this process, in the first slot that is free. */
  Member add(String bell) throws SQLException {
    List<Integer> taken = all().stream().map(Member::slot).toList();
    for (int slot = 0; slot < Board.SLOTS; slot++) {
      if (!taken.contains(slot)) {
        db.update("INSERT INTO member(slot, bell) VALUES(?, ?)", slot, bell);
        return new Member(db.number("SELECT last_insert_rowid()"), slot, bell);
      }
    }
    throw new QueueUnavailableException(
        "cannot open file:"
            + path
            + ": "
            + Board.SLOTS
            + " processes have it open already; end some, or serve it over tcp:");
  }

  /** Removes one; false if somebody did already. */
  boolean remove(long id) throws SQLException {
    return db.update("DELETE FROM member WHERE id = ?", id) == 1;
  }
}
