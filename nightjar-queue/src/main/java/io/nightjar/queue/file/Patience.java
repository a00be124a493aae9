// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits while another process has the lock of the file. SQLite does not wake those that wait for
 * it, so they try again: at once, then after rests that grow.
 */
final class Patience {
  /** Something that fails while another process has the lock, and then has done nothing. */
  interface Call<R> {
    R run() throws SQLException;
  }

  private static final int TRIES_AT_ONCE = 20;
  private static final long SHORTEST_REST = 20_000;
  private static final long LONGEST_REST = 1_000_000;
  private static final long END = TimeUnit.SECONDS.toNanos(30);

  private Patience() {}

  @SuppressWarnings("ThreadPriorityCheck") // the other process is done in some microseconds
  static <R> R with(Call<R> call) throws SQLException {
    long start = System.nanoTime();
    long rest = SHORTEST_REST;
    for (int tries = 1; ; tries++) {
      try {
        return call.run();
      } catch (SQLException e) {
        if (!SqlErrors.isBusy(e) || System.nanoTime() - start > END) {
          throw e;
        }
      }
      if (tries < TRIES_AT_ONCE) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(rest / 2, rest));
        rest = Math.min(LONGEST_REST, rest * 2);
      }
    }
  }
}
