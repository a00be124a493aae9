// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.spi.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
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

  /** Nobody should have the lock for so long. */
  static final Duration LONGEST = Duration.ofSeconds(30);

  private long rest = SHORTEST_REST;
  private int tries;

  static <R> R with(Call<R> call) throws SQLException {
    Deadline end = Deadline.after(LONGEST);
    Patience patience = new Patience();
    while (true) {
      try {
        return call.run();
      } catch (SQLException e) {
        if (!SqlErrors.isBusy(e) || end.isOver()) {
          throw e;
        }
      }
      long nanos = patience.nextRest();
      if (nanos > 0) {
        LockSupport.parkNanos(nanos);
      }
    }
  }

  /** How long to rest before the next try; 0: not at all. */
  @SuppressWarnings("ThreadPriorityCheck") // the other process is done in some microseconds
  long nextRest() {
    if (++tries < TRIES_AT_ONCE) {
      Thread.yield();
      return 0;
    }
    long nanos = ThreadLocalRandom.current().nextLong(rest / 2, rest);
    rest = Math.min(LONGEST_REST, rest * 2);
    return nanos;
  }
}
