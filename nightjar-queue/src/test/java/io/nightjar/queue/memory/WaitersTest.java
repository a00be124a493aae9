// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.queue.spi.Deadline;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No wake-up is lost, at whatever moment of a wait it comes. */
class WaitersTest {
  /** What is awaited happens right after the look of that number, before the waiter goes on. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whatHappensRightAfterALookIsSeen(int number) throws Exception {
    Waiters waiters = new Waiters(false);
    AtomicInteger looks = new AtomicInteger();
    String got =
        waiters.await(
            () -> {
              int look = looks.incrementAndGet();
              if (look == number) {
                waiters.wakeOne();
              }
              return look > number ? "it" : null;
            },
            Deadline.FOREVER,
            this);
    assertThat(got).isEqualTo("it");
  }
}
