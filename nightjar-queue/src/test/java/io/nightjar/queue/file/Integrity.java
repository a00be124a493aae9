// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Looks at the tables of a queue from the outside. */
final class Integrity {
  private Integrity() {}

  /** The row of counts agrees with the rows, and each place has the columns that it needs. */
  static void check(Path path) throws SQLException {
    try (Db db = Db.open(path)) {
      Map<Integer, Long> rows = new HashMap<>();
      db.update("BEGIN");
      db.query(
          row -> rows.put(row.getInt(1), row.getLong(2)),
          "SELECT place, count(*) FROM task GROUP BY place");
      db.query(
          row -> {
            for (Place place : Place.values()) {
              assertThat(row.getLong(place.code() + 1))
                  .as("counted as %s", place)
                  .isEqualTo(rows.getOrDefault(place.code(), 0L));
            }
          },
          "SELECT ready, delayed, claimed, dead, deadClaimed FROM tally");
      assertThat(db.number("SELECT count(*) FROM task WHERE place IN (1, 2, 4) AND due IS NULL"))
          .isZero();
      assertThat(db.number("SELECT count(*) FROM task WHERE place = 0 AND due IS NOT NULL"))
          .isZero();
      db.query(row -> assertThat(row.getString(1)).isEqualTo("ok"), "PRAGMA integrity_check");
      db.update("COMMIT");
    }
  }
}
