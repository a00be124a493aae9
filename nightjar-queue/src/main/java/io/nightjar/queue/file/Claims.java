// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.Order;
import io.nightjar.queue.spi.Claim;
import io.nightjar.queue.spi.Outcome;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Takes tasks in the order of the queue, out of the ready or out of the dead ones. */
final class Claims {
  private static final Logger LOG = System.getLogger(Claims.class.getName());

  /** Read before the row is gone or changed for good. */
  private record Row(Claim claim, long id, int priority, int sum) {
    boolean whole() {
      return Checksum.of(claim.payload()) == sum;
    }
  }

  private static final String COLUMNS =
      " RETURNING id, priority, attempt, delivery, reason, sum, payload";

  private final Path path;
  private final Db db;
  private final Tables tables;
  private final Place from;
  private final String which;
  private final Comparator<Row> order;

  Claims(Path path, Db db, Tables tables, Place from, Order order) {
    this.path = path;
    this.db = db;
    this.tables = tables;
    this.from = from;
    Comparator<Row> oldest = Comparator.comparingLong(Row::id);
    String key;
    if (from == Place.DEAD || order == Order.FIFO) {
      key = "id";
      this.order = oldest;
    } else if (order == Order.LIFO) {
      key = "id DESC";
      this.order = oldest.reversed();
    } else {
      key = "priority DESC, id";
      this.order = Comparator.<Row>comparingInt(row -> -row.priority()).thenComparing(oldest);
    }
    which =
        " WHERE id IN (SELECT id FROM task WHERE place = "
            + from.code()
            + " ORDER BY "
            + key
            + " LIMIT ?)"
            + COLUMNS;
  }

  /** Claims up to so many for a member. */
  List<Claim> claim(int max, long member) throws SQLException {
    return read(
        from.claimed(),
        "UPDATE task SET place = "
            + from.claimed().code()
            + ", due = ?, attempt = attempt + "
            + (from == Place.DEAD ? 0 : 1)
            + ", delivery = delivery + 1, member = ?"
            + which,
        tables.leaseEnd(),
        member,
        max);
  }

  /** Takes up to so many out of the queue for good. */
  List<Claim> take(int max) throws SQLException {
    List<Row> rows = rows("DELETE FROM task" + which, max);
    List<Claim> claims = new ArrayList<>(rows.size());
    for (Row row : rows) {
      if (from == Place.DEAD || row.whole()) {
        claims.add(row.claim());
      } else {
        LOG.log(Level.ERROR, damage(row));
        tables.keepDead(row.id(), row.priority(), row.claim(), row.sum(), damage(row));
      }
      tables.count(from, null);
    }
    return claims;
  }

  private List<Claim> read(Place to, String sql, Object... arguments) throws SQLException {
    List<Claim> claims = new ArrayList<>();
    for (Row row : rows(sql, arguments)) {
      tables.count(from, to);
      if (from == Place.DEAD || row.whole()) {
        claims.add(row.claim());
      } else {
        LOG.log(Level.ERROR, damage(row));
        tables.settle(row.claim().token(Token.class), new Outcome.Dead(damage(row)));
      }
    }
    return claims;
  }

  private List<Row> rows(String sql, Object... arguments) throws SQLException {
    List<Row> rows = new ArrayList<>();
    db.query(row -> rows.add(read(row)), sql, arguments);
    rows.sort(order); // RETURNING promises none
    return rows;
  }

  private Row read(ResultSet row) throws SQLException {
    long id = row.getLong(1);
    byte[] payload = row.getBytes(7);
    byte[] bytes = payload == null ? new byte[0] : payload;
    Claim claim =
        new Claim(
            Long.toString(id),
            bytes,
            row.getInt(3),
            row.getString(5),
            new Token(id, row.getLong(4), from.claimed()));
    return new Row(claim, id, row.getInt(2), row.getInt(6));
  }

  private String damage(Row row) {
    return "the payload of task "
        + row.id()
        + " of file:"
        + path
        + " was changed on the disk: its checksum differs";
  }
}
