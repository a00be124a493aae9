// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.QueueDamagedException;
import io.nightjar.queue.QueueException;
import io.nightjar.queue.QueueUnavailableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;

/** What the errors of SQLite mean for a queue. */
final class SqlErrors {
  private static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int READ_ONLY = 8;
  private static final int IO = 10;
  private static final int CORRUPT = 11;
  private static final int FULL = 13;
  private static final int CANNOT_OPEN = 14;
  private static final int NOT_A_DATABASE = 26;

  private static final String ACCESS = "the file and its folder must be readable and writable";
  private static final int LONGEST_PATH = 504; // bytes, with room for what SQLite adds to it

  private SqlErrors() {}

  /** What SQLite says if another process writes. */
  static SQLException busy() {
    return new SQLException("database is locked", "", BUSY);
  }

  /** True if another process writes just now. */
  static boolean isBusy(SQLException e) {
    return e.getErrorCode() == BUSY || e.getErrorCode() == LOCKED;
  }

  static QueueException translate(Path path, SQLException e) {
    return switch (e.getErrorCode()) {
      case CORRUPT, NOT_A_DATABASE -> damaged(path, String.valueOf(e.getMessage()), e);
      case FULL ->
          unavailable(path, "the disk is full; free some space, what was put before is safe", e);
      case BUSY, LOCKED ->
          unavailable(path, "another process has held its lock for too long; see who uses it", e);
      case CANNOT_OPEN -> cannotOpen(path, e);
      case READ_ONLY -> unavailable(path, ACCESS, e);
      case IO ->
          unavailable(
              path,
              "the disk failed or is full; free some space, and see the log of the system",
              e);
      default ->
          unavailable(path, "SQLite failed; see what it says, and look at disk and folder", e);
    };
  }

  private static QueueUnavailableException cannotOpen(Path path, SQLException e) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH
        ? unavailable(
            path, "SQLite takes paths of up to " + LONGEST_PATH + " bytes; use a shorter one", e)
        : unavailable(path, ACCESS, e);
  }

  static QueueDamagedException damaged(Path path, String what, Exception e) {
    return new QueueDamagedException(
        "file:"
            + path
            + " is damaged or no queue: "
            + what
            + "; use another path, or move it away (with its -wal) and save what can be read by"
            + " sqlite3's .recover",
        e);
  }

  private static QueueUnavailableException unavailable(Path path, String what, SQLException e) {
    return new QueueUnavailableException(
        "cannot use file:" + path + ": " + what + " (" + e.getMessage() + ")", e);
  }
}
