// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.Order;
import io.nightjar.queue.QueueDamagedException;
import io.nightjar.queue.QueueSettings;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is in the file, and whether a file is one of ours. */
final class Schema {
  /** "NJQu", at byte 68 of the file. */
  private static final int APPLICATION = 0x4e4a5175;

  private static final int VERSION = 1;

  private final Path path;
  private final Db db;

  Schema(Path path, Db db) {
    this.path = path;
    this.db = db;
  }

  /** Makes the tables if there are none, and returns the settings that the queue was made with. */
  QueueSettings prepare(Transactions transactions, QueueSettings wanted) throws SQLException {
    boolean empty = isEmpty();
    if (empty) {
      db.run("PRAGMA auto_vacuum = INCREMENTAL"); // has to be said before the first table
    }
    // Outside of a transaction. Not before the file is known to be ours or empty: it writes.
    db.run("PRAGMA journal_mode = WAL");
    if (empty) {
      transactions.begin(true);
      try {
        if (isEmpty()) {
          create(wanted);
        }
        transactions.commit();
      } catch (SQLException | RuntimeException e) {
        transactions.rollback();
        throw e;
      }
    }
    return settings();
  }

  /** True if nobody ever wrote to it; throws if somebody else did. */
  private boolean isEmpty() throws SQLException {
    long tables = db.number("SELECT count(*) FROM sqlite_schema");
    long application = db.number("PRAGMA application_id");
    long version = db.number("PRAGMA user_version");
    if (application == APPLICATION && version > VERSION) {
      throw new QueueDamagedException(
          "file:"
              + path
              + " has version "
              + version
              + ", and this library knows up to "
              + VERSION
              + "; use a newer one");
    }
    if (application != APPLICATION && (tables > 0 || application != 0)) {
      throw new QueueDamagedException(
          "file:" + path + " is a database of another program and is left alone; use another path");
    }
    return tables == 0;
  }

  private void create(QueueSettings settings) throws SQLException {
    db.run("CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
    db.run(
        "CREATE TABLE tally(one INTEGER PRIMARY KEY, last INT, ready INT, delayed INT, claimed INT,"
            + " dead INT, deadClaimed INT, finished INT)");
    db.run("INSERT INTO tally VALUES(1, 0, 0, 0, 0, 0, 0, 0)");
    db.run("CREATE TABLE member(id INTEGER PRIMARY KEY AUTOINCREMENT, slot INT UNIQUE, bell TEXT)");
    db.run(
        "CREATE TABLE task(id INTEGER PRIMARY KEY, place INT NOT NULL, priority INT NOT NULL,"
            + " due INT, attempt INT NOT NULL, delivery INT NOT NULL, member INT, reason TEXT,"
            + " sum INT NOT NULL, payload BLOB NOT NULL)");
    String key = settings.order() == Order.PRIORITY ? "priority DESC, id" : "id";
    db.run("CREATE INDEX ready ON task(" + key + ") WHERE place = 0");
    db.run("CREATE INDEX dead ON task(id) WHERE place = 3");
    db.run("CREATE INDEX due ON task(due) WHERE due IS NOT NULL");
    for (Map.Entry<String, String> setting : settings.toText().entrySet()) {
      db.update("INSERT INTO setting VALUES(?, ?)", setting.getKey(), setting.getValue());
    }
    db.run("PRAGMA user_version = " + VERSION);
    db.run("PRAGMA application_id = " + APPLICATION);
  }

  private QueueSettings settings() throws SQLException {
    Map<String, String> text = new LinkedHashMap<>();
    db.query(row -> text.put(row.getString(1), row.getString(2)), "SELECT * FROM setting");
    try {
      return QueueSettings.ofText(text);
    } catch (IllegalArgumentException e) {
      throw SqlErrors.damaged(path, "its settings cannot be read: " + e.getMessage(), e);
    }
  }

  /** Throws if pages do not hang together. Reads the whole file. */
  void check() throws SQLException {
    StringBuilder found = new StringBuilder();
    db.query(row -> found.append(row.getString(1)), "PRAGMA quick_check(1)");
    if (!found.toString().equals("ok")) {
      throw SqlErrors.damaged(path, found.toString(), new SQLException(found.toString()));
    }
  }
}
