// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.spi;

import io.nightjar.queue.QueueStats;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happens through one handle; from any thread. */
public final class Counters {
  private final LongAdder put = new LongAdder();
  private final LongAdder taken = new LongAdder();

  /** Taken and done in one. */
  private final LongAdder takenDone = new LongAdder();

  private final LongAdder done = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder requeued = new LongAdder();
  private final LongAdder dead = new LongAdder();

  /** Counts from nought. */
  public Counters() {}

  /** One was put. */
  public void put() {
    put.increment();
  }

  /** Some were put. */
  public void put(int count) {
    put.add(count);
  }

  /** Some were taken, to be settled. */
  public void taken(int count) {
    taken.add(count);
  }

  /** One was taken, and is done with that. */
  public void takenDone() {
    takenDone.increment();
  }

  /** Some were settled, as done. */
  public void done(int count) {
    done.add(count);
  }

  /** One was settled. */
  public void settled(Outcome outcome) {
    if (outcome instanceof Outcome.Done) {
      done.increment();
    } else if (outcome instanceof Outcome.Dead) {
      failed.increment();
      dead.increment();
    } else if (outcome instanceof Outcome.Back back) {
      (back.counted() ? failed : requeued).increment();
    }
  }

  /** All of it, with the counts of the store. */
  public QueueStats stats(StoreCounts store) {
    long both = takenDone.sum();
    return new QueueStats(
        put.sum(),
        taken.sum() + both,
        done.sum() + both,
        failed.sum(),
        requeued.sum(),
        store.expired(),
        dead.sum() + store.expiredDead(),
        store.ready(),
        store.delayed(),
        store.inProgress());
  }
}
