// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A task that leaves its place by itself. */
record Due(long id, Place place, int attempt, long delivery) {
  private static final Place[] PLACES = Place.values();

  /** Those whose time has come, the earliest first. */
  static List<Due> at(Db db, long now, int most) throws SQLException {
    return read(
        db,
        "SELECT id, place, attempt, delivery FROM task WHERE due <= ? ORDER BY due LIMIT ?",
        now,
        most);
  }

  /** Those that a member has. */
  static List<Due> of(Db db, long member) throws SQLException {
    return read(
        db,
        "SELECT id, place, attempt, delivery FROM task WHERE due IS NOT NULL AND member = ?",
        member);
  }

  private static List<Due> read(Db db, String sql, Object... arguments) throws SQLException {
    List<Due> found = new ArrayList<>();
    db.query(
        row ->
            found.add(
                new Due(row.getLong(1), PLACES[row.getInt(2)], row.getInt(3), row.getLong(4))),
        sql,
        arguments);
    return found;
  }
}
