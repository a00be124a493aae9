// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.QueueFinishedException;
import io.nightjar.queue.spi.Deadline;
import io.nightjar.queue.spi.Entry;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts a batch, as room comes. */
final class Putting {
  private static final int MOST_AT_ONCE = 1000;
  private static final int FINISHED = -1;

  private final QueueFile file;
  private final Function<@Nullable String, QueueFinishedException> finished;
  private final Runnable checkOpen;
  private int count;

  Putting(
      QueueFile file,
      Function<@Nullable String, QueueFinishedException> finished,
      Runnable checkOpen) {
    this.file = file;
    this.finished = finished;
    this.checkOpen = checkOpen;
  }

  int put(List<Entry> entries, Deadline deadline, Wait wait) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (!some(entries, deadline) && !deadline.isOver()) {
      try {
        wait.until(
            Kind.ROOM, deadline, tally -> (mayPut(tally) && some(entries, deadline)) ? true : null);
      } catch (InterruptedException e) {
        if (count == 0) {
          throw e;
        }
        Thread.currentThread().interrupt();
      }
    }
    return count;
  }

  private boolean mayPut(Tally tally) {
    return tally.finished() || tally.held() < file.settings().capacity();
  }

  /** Puts what there is room for; true if there is no more to put. */
  private boolean some(List<Entry> entries, Deadline deadline) {
    while (count < entries.size()) {
      List<Entry> rest = entries.subList(count, Math.min(entries.size(), count + MOST_AT_ONCE));
      int put = file.write(tables -> add(tables, rest), true, deadline, 0);
      if (put == FINISHED) {
        if (count == 0) {
          throw finished.apply(null);
        }
        return true;
      }
      count += put;
      if (put < rest.size()) {
        return false;
      }
    }
    return true;
  }

  private int add(Tables tables, List<Entry> entries) throws java.sql.SQLException {
    checkOpen.run();
    if (tables.isFinished()) {
      return FINISHED;
    }
    int added = 0;
    for (Entry entry : entries) {
      if (!tables.add(entry.payload(), entry.how().priority(), entry.how().delay())) {
        break;
      }
      added++;
    }
    return added;
  }
}
