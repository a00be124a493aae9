// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;

/**
 * One connection and its prepared statements. Belongs to one thread at a time. What another process
 * keeps from running waits; inside of a transaction that writes, nothing does.
 */
final class Db implements AutoCloseable {
  /** What is done with a row. */
  interface Row {
    void read(ResultSet row) throws SQLException;
  }

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  private Db(Connection connection) {
    this.connection = connection;
  }

  /** The file is made by the first write. */
  static Db open(Path path) throws SQLException {
    // As a URI: in a plain name a question mark would begin the driver's own settings.
    // Not by DriverManager, which asks the class loader of its caller.
    String url = JDBC.PREFIX + path.toUri().toASCIIString();
    Db db = new Db(JDBC.createConnection(url, new Properties()));
    db.run("PRAGMA busy_timeout = 0");
    return db;
  }

  /** Runs a statement once, without keeping it. */
  void run(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      Patience.with(() -> statement.execute(sql));
    }
  }

  int update(String sql, @Nullable Object... arguments) throws SQLException {
    try {
      return Patience.with(() -> bind(sql, arguments).executeUpdate());
    } catch (SQLException e) {
      throw forget(sql, e);
    }
  }

  /** Does not wait; false if another process has the lock. */
  boolean tryUpdate(String sql) throws SQLException {
    try {
      return bind(sql).executeUpdate() >= 0;
    } catch (SQLException e) {
      if (SqlErrors.isBusy(e)) {
        return false;
      }
      throw forget(sql, e);
    }
  }

  void query(Row reader, String sql, @Nullable Object... arguments) throws SQLException {
    try (ResultSet rows = Patience.with(() -> bind(sql, arguments).executeQuery())) {
      while (rows.next()) {
        reader.read(rows);
      }
    } catch (SQLException e) {
      throw forget(sql, e);
    }
  }

  /** The number in the first column of the first row. */
  long number(String sql, @Nullable Object... arguments) throws SQLException {
    try (ResultSet rows = Patience.with(() -> bind(sql, arguments).executeQuery())) {
      return rows.next() ? rows.getLong(1) : 0;
    } catch (SQLException e) {
      throw forget(sql, e);
    }
  }

  /** The driver ends a statement that fails, and does not say so. */
  private SQLException forget(String sql, SQLException cause) {
    PreparedStatement statement = SqlErrors.isBusy(cause) ? null : statements.remove(sql);
    if (statement != null) {
      try {
        statement.close();
      } catch (SQLException e) {
        cause.addSuppressed(e);
      }
    }
    return cause;
  }

  private PreparedStatement bind(String sql, @Nullable Object... arguments) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < arguments.length; i++) {
      Object argument = arguments[i];
      if (argument instanceof Long number) {
        statement.setLong(i + 1, number);
      } else if (argument instanceof Integer number) {
        statement.setInt(i + 1, number);
      } else if (argument instanceof byte[] bytes) {
        statement.setBytes(i + 1, bytes);
      } else {
        statement.setString(i + 1, (String) argument);
      }
    }
    return statement;
  }

  @Override
  public void close() throws SQLException {
    connection.close(); // and its statements
  }
}
