// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.queue.file;

import java.sql.SQLException;

/** Something in a file that keeps bodies of 128 bytes in their order. */
interface Storage extends AutoCloseable {
  int SIZE = 128;

  static Storage open(String peer, String path, String fsync) throws Exception {
    return switch (peer) {
      case "sqlite" -> new SqliteStorage(path, fsync, 20_000);
      case "polling" -> new SqliteStorage(path, fsync, 10_000_000);
      case "log" -> new LogStorage(path, fsync);
      case "nightjar" -> new NightjarStorage(path, fsync, false);
      case "tasks" -> new NightjarStorage(path, fsync, true);
      default -> throw new IllegalArgumentException(peer);
    };
  }

  void put(int count) throws Exception;

  /** Takes up to so many, and may rest when there are none. */
  int take(int most) throws Exception;

  @Override
  void close() throws SQLException;
}
