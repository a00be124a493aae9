// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WaitersTest {
  private final Waiters waiters = new Waiters();

  @Test
  void aWaitThatEndsTwiceKeepsNobodyElseAsleep() {
    Waiters.Waiter one = waiters.enter();
    waiters.leave(one, false);
    waiters.leave(one, false);

    Waiters.Waiter other = waiters.enter();

    assertThat(waiters.isEmpty()).isFalse();
    assertThat(waiters.wakeOne()).isTrue();
    assertThat(other.sleep(false, 0)).isNegative();
  }

  @Test
  void wakesEachOnce() {
    waiters.enter();
    waiters.enter();

    assertThat(waiters.wakeOne()).isTrue();
    assertThat(waiters.wakeOne()).isTrue();
    assertThat(waiters.wakeOne()).isFalse();
  }

  @Test
  void whoLeavesWithAWakeUpPassesItOn() {
    Waiters.Waiter one = waiters.enter();
    Waiters.Waiter other = waiters.enter();
    assertThat(waiters.wakeOne()).isTrue();

    assertThat(waiters.leave(one, false)).as("passed on to nobody").isFalse();

    assertThat(waiters.wakeOne()).as("the other was woken already").isFalse();
    assertThat(waiters.leave(other, false)).as("passed on to nobody").isTrue();
    assertThat(waiters.isEmpty()).isTrue();
  }

  @Test
  void tellsHowLongItTookUntilSomethingMadeTheThreadWake() throws Exception {
    Waiters.Waiter waiter = waiters.enter();
    long start = System.nanoTime();
    Thread waker = new Thread(waiters::wakeOne);
    waker.start();
    long waited = waiter.sleep(true, start + TimeUnit.SECONDS.toNanos(10));
    waker.join();

    // It may be woken before it begins to sleep.
    assertThat(waited).isBetween(-TimeUnit.SECONDS.toNanos(10), System.nanoTime() - start);
  }
}
