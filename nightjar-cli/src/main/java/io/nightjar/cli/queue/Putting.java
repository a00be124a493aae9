// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.Session;
import io.nightjar.queue.PayloadTooLargeException;
import io.nightjar.queue.Put;
import io.nightjar.queue.QueueException;
import io.nightjar.queue.UnsupportedQueueException;
import io.nightjar.queue.WorkQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** Puts values one way, and knows how many are in, and which one could not be put. */
final class Putting {
  /** The longest single wait: between two, one sees that the time is up. */
  private static final Duration TURN = Duration.ofSeconds(1);

  private final WorkQueue<byte[]> queue;
  private final Put how;
  private final Session session;
  private final LongFunction<String> names;
  private final int most;
  private final Pace pace = new Pace();
  private final AtomicLong count = new AtomicLong();

  /** {@code names} tells what the values are called, in their order from 0. */
  Putting(WorkQueue<byte[]> queue, Put how, Session session, LongFunction<String> names) {
    this.queue = queue;
    this.most = queue.settings().maxPayload();
    this.how = how;
    this.session = session;
    this.names = names;
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
    } catch (UnsupportedQueueException e) {
      throw e; // the command line is wrong, and nothing is in
    } catch (QueueException e) {
      throw CommandException.failure(e.getMessage() + soFar(), e);
    }
  }

  private int put(List<byte[]> values) throws InterruptedException {
    byte[] first = values.get(0);
    try {
      if (how.equals(Put.now())) {
        return queue.offerAll(values.subList(0, Math.max(1, fitting(values))), TURN);
      }
      return queue.offer(first, how, TURN) ? 1 : 0;
    } catch (PayloadTooLargeException e) {
      if (first.length <= most) {
        throw e; // a broker has a bound of its own, and refused some of them
      }
      String name = names.apply(count.get());
      throw CommandException.failure(name + ": " + e.getMessage() + soFar(), e);
    }
  }

  /** How many stand before one that is too large: one of those makes the queue refuse all. */
  private int fitting(List<byte[]> values) {
    int fitting = 0;
    while (fitting < values.size() && values.get(fitting).length <= most) {
      fitting++;
    }
    return fitting;
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
