// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.queue.file;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.LockSupport;

/** A table in SQLite, as one would write it in an hour; who finds nothing looks again later. */
final class SqliteStorage implements Storage {
  private static final int BUSY = 5;

  private interface Step {
    void run() throws SQLException;
  }

  private final Connection connection;
  private final PreparedStatement begin;
  private final PreparedStatement commit;
  private final PreparedStatement insert;
  private final PreparedStatement take;
  private final PreparedStatement look;
  private final PreparedStatement count;
  private final long restNanos;

  SqliteStorage(String path, String fsync, long restNanos) throws SQLException {
    this.restNanos = restNanos;
    connection = DriverManager.getConnection("jdbc:sqlite:" + path);
    run("PRAGMA busy_timeout = 0");
    run("PRAGMA journal_mode = WAL");
    run("PRAGMA synchronous = " + (fsync.equals("always") ? "FULL" : "NORMAL"));
    run(
        "CREATE TABLE IF NOT EXISTS task(id INTEGER PRIMARY KEY AUTOINCREMENT,"
            + " state INT NOT NULL, due INT, attempt INT, payload BLOB)");
    run("CREATE INDEX IF NOT EXISTS ready ON task(id) WHERE state = 0");
    run("CREATE INDEX IF NOT EXISTS due ON task(due) WHERE due IS NOT NULL");
    run("CREATE TABLE IF NOT EXISTS tally(one INTEGER PRIMARY KEY, ready INT)");
    run("INSERT OR IGNORE INTO tally VALUES(1, 0)");
    begin = connection.prepareStatement("BEGIN IMMEDIATE");
    commit = connection.prepareStatement("COMMIT");
    insert =
        connection.prepareStatement("INSERT INTO task(state, attempt, payload) VALUES(0, 0, ?)");
    take =
        connection.prepareStatement(
            "DELETE FROM task WHERE id IN (SELECT id FROM task WHERE state = 0 ORDER BY id LIMIT ?)"
                + " RETURNING id, payload, attempt");
    look = connection.prepareStatement("SELECT ready FROM tally");
    count = connection.prepareStatement("UPDATE tally SET ready = ready + ?");
  }

  private void run(String sql) throws SQLException {
    patiently(
        () -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
          }
        });
  }

  private static void patiently(Step step) throws SQLException {
    for (long rest = 20_000; ; rest = Math.min(rest * 2, 500_000)) {
      try {
        step.run();
        return;
      } catch (SQLException e) {
        if (e.getErrorCode() != BUSY) {
          throw e;
        }
      }
      LockSupport.parkNanos(rest);
    }
  }

  private long ready() throws SQLException {
    try (ResultSet row = look.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  @Override
  public void put(int tasks) throws SQLException {
    patiently(begin::execute);
    for (int i = 0; i < tasks; i++) {
      insert.setBytes(1, new byte[SIZE]);
      insert.executeUpdate();
    }
    count.setInt(1, tasks);
    count.executeUpdate();
    commit.execute();
  }

  @Override
  public int take(int most) throws SQLException {
    if (ready() == 0) {
      LockSupport.parkNanos(restNanos);
      return 0;
    }
    patiently(begin::execute);
    int taken = 0;
    take.setInt(1, most);
    try (ResultSet rows = take.executeQuery()) {
      while (rows.next()) {
        taken += rows.getBytes(2).length == SIZE ? 1 : 0;
      }
    }
    count.setInt(1, -taken);
    count.executeUpdate();
    commit.execute();
    return taken;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
