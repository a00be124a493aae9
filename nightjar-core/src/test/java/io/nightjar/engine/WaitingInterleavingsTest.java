// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static io.nightjar.pipe.Interleavings.all;
import static io.nightjar.pipe.Interleavings.check;
import static io.nightjar.pipe.Interleavings.join;
import static io.nightjar.pipe.Interleavings.start;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link Waiters} and {@link Claimable}, under every order of their steps. */
class WaitingInterleavingsTest {
  /** Things that threads wait for, as they wait for messages. */
  private static final class Things {
    private final AtomicInteger left = new AtomicInteger();
    private final Waiters waiters = new Waiters();

    void make() {
      left.incrementAndGet();
      waiters.wakeOne();
    }

    private boolean take() {
      int now = left.get();
      return now > 0 && left.compareAndSet(now, now - 1);
    }

    void await() {
      Waiters.Waiter waiter = null;
      boolean used = false;
      try {
        while (!used) {
          used = take();
          if (!used && waiter == null) {
            waiter = waiters.enter();
          } else if (!used) {
            waiter.sleep(false, 0);
          }
        }
      } finally {
        if (waiter != null) {
          waiters.leave(waiter, used);
        } else {
          waiters.wakeOne();
        }
      }
    }
  }

  // A wake-up that is lost leaves a thread asleep, which the checker reports as a deadlock.

  @Test
  void aSleeperIsWokenByWhatComes() {
    all(
        () -> {
          Things things = new Things();
          Thread sleeper = start(things::await);
          things.make();
          join(sleeper);
          check(things.left.get() == 0 && things.waiters.isEmpty(), "taken, and nobody is left");
        });
  }

  @Test
  void twoSleepersAreWokenByTwoThings() {
    all(
        () -> {
          Things things = new Things();
          Thread one = start(things::await);
          Thread other = start(things::await);
          things.make();
          things.make();
          join(one, other);
          check(things.left.get() == 0 && things.waiters.isEmpty(), "taken, and nobody is left");
        });
  }

  @Test
  void closingWakesEverybody() {
    all(
        () -> {
          Waiters waiters = new Waiters();
          AtomicInteger closed = new AtomicInteger();
          Runnable sleep =
              () -> {
                Waiters.Waiter waiter = waiters.enter();
                while (closed.get() == 0) {
                  waiter.sleep(false, 0);
                }
                waiters.leave(waiter, false);
              };
          Thread one = start(sleep);
          Thread other = start(sleep);
          closed.set(1);
          waiters.wakeAll();
          join(one, other);
          check(waiters.isEmpty(), "nobody is left");
        });
  }

  @Test
  void aFutureIsEitherDoneOrCancelled() {
    all(
        () -> {
          Claimable<String> future = new Claimable<>();
          AtomicInteger done = new AtomicInteger();
          AtomicInteger cancelled = new AtomicInteger();
          AtomicInteger early = new AtomicInteger();
          Thread canceller =
              start(
                  () -> {
                    if (future.cancel(true)) {
                      cancelled.incrementAndGet();
                    } else if (!future.isDone()) {
                      early.incrementAndGet();
                    }
                  });
          if (future.claim()) {
            // Nothing could be done: somebody else may try, or cancel.
            future.unclaim();
          }
          if (future.claim()) {
            done.incrementAndGet();
            future.complete("done");
          }
          join(canceller);
          check(early.get() == 0, "who was refused finds a result");
          check(done.get() + cancelled.get() == 1, done + " done, " + cancelled + " cancelled");
          check(future.isDone() && future.isCancelled() == (cancelled.get() == 1), "and says so");
        });
  }
}
