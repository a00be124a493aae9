// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.Session;
import io.nightjar.queue.Put;
import io.nightjar.queue.QueueException;
import io.nightjar.queue.WorkQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Puts values one way, and knows how many are in. */
final class Putting {
  /** The longest single wait: between two, one sees that the time is up. */
  private static final Duration TURN = Duration.ofSeconds(1);

  private final WorkQueue<byte[]> queue;
  private final Put how;
  private final Session session;
  private final Pace pace = new Pace();
  private final AtomicLong count = new AtomicLong();

  Putting(WorkQueue<byte[]> queue, Put how, Session session) {
    this.queue = queue;
    this.how = how;
    this.session = session;
  }

  /** Puts values in their order, waiting while the queue is full. */
  void putAll(List<byte[]> values) throws InterruptedException {
    int from = 0;
    try {
      while (from < values.size()) {
        int put = put(values.subList(from, values.size()));
        from += put;
        count.addAndGet(put);
        if (put == 0 && session.remaining().isZero()) {
          throw late();
        }
      }
    } catch (InterruptedException e) {
      if (session.remaining().isZero()) {
        throw late();
      }
      throw e;
    } catch (QueueException e) {
      if (count.get() == 0) {
        throw e;
      }
      throw CommandException.failure(e.getMessage() + soFar(), e);
    }
  }

  private int put(List<byte[]> values) throws InterruptedException {
    if (how.equals(Put.now())) {
      return queue.offerAll(values, TURN);
    }
    return queue.offer(values.get(0), how, TURN) ? 1 : 0;
  }

  private CommandException late() {
    return CommandException.timeout("timed out: " + queue.address() + " is full" + soFar());
  }

  long count() {
    return count.get();
  }

  /** How many are in, as the end of an error text. */
  String soFar() {
    return "; put before that: " + count;
  }

  /** The count and the rate. */
  String progress() {
    return "put " + count + "  " + pace.of(count.get());
  }
}
