// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.amqp;

import io.nightjar.queue.spi.Deadline;
import io.nightjar.queue.spi.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One put. The broker refuses what goes over the bound and cannot tell when there is room, so that
 * a put that waits tries again, with pauses that grow to a tenth of a second.
 */
final class AmqpPut {
  private static final int MOST_ENTRIES = 256;
  private static final long MOST_BYTES = 4 << 20;
  private static final long FIRST_PAUSE_MILLIS = 2;
  private static final long LONGEST_PAUSE_MILLIS = 100;

  private final AmqpHandle handle;
  private final LongSupplier ready;

  /** Not in yet, in their order. */
  private final List<Entry> left;

  AmqpPut(AmqpHandle handle, LongSupplier ready, List<Entry> entries) {
    this.handle = handle;
    this.ready = ready;
    this.left = new ArrayList<>(entries);
  }

  /** Gives how many are in. */
  int run(Deadline deadline) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    int all = left.size();
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      handle.link().checkOpen();
      int before = left.size();
      step();
      if (left.isEmpty() || deadline.isOver()) {
        return all - left.size();
      }
      if (left.size() < before) {
        pause = FIRST_PAUSE_MILLIS;
        continue;
      }
      try {
        long remaining = TimeUnit.NANOSECONDS.toMillis(deadline.remainingNanos());
        if (handle.link().awaitClosed(Math.max(1, Math.min(pause, remaining)))) {
          handle.link().checkOpen();
        }
      } catch (InterruptedException e) {
        if (left.size() == all) {
          throw e;
        }
        Thread.currentThread().interrupt();
        return all - left.size();
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  /** Puts what may have room; what is left then are the last ones. */
  private void step() {
    Entry first = left.get(0);
    if (!first.how().delay().isZero()) {
      later(first);
      left.remove(0);
      return;
    }
    List<Entry> some = some();
    List<AmqpPublisher.Letter> letters = new ArrayList<>();
    for (Entry entry : some) {
      letters.add(
          new AmqpPublisher.Letter(
              handle.address().name(),
              AmqpMessages.fresh(entry.how().priority()),
              entry.payload()));
    }
    List<AmqpPublisher.Answer> answers = handle.publish(letters);
    int in = answers.lastIndexOf(AmqpPublisher.Answer.IN) + 1;
    for (int i = 0; i < in; i++) {
      if (answers.get(i) == AmqpPublisher.Answer.FULL) {
        // Refused, and a later one was not, because somebody took in between: leave no gap.
        later(some.get(i));
      }
    }
    left.subList(0, in).clear();
  }

  private void later(Entry entry) {
    handle.publishLater(
        entry.how().delay(), AmqpMessages.fresh(entry.how().priority()), entry.payload());
  }

  /** One, or so many as had room just now. */
  private List<Entry> some() {
    if (left.size() == 1) {
      return List.of(left.get(0));
    }
    long room = Math.max(1, handle.settings().capacity() - ready.getAsLong());
    List<Entry> some = new ArrayList<>();
    long bytes = 0;
    for (Entry entry : left) {
      bytes += entry.payload().length;
      if (!some.isEmpty()
          && (some.size() >= Math.min(room, MOST_ENTRIES)
              || bytes > MOST_BYTES
              || !entry.how().delay().isZero())) {
        break;
      }
      some.add(entry);
    }
    return some;
  }
}
