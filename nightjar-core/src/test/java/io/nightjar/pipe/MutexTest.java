// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MutexTest {
  private final Mutex mutex = new Mutex();
  private int counter;

  @Test
  void letsOneThreadInAtATime() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          new Thread(
              () -> {
                for (int j = 0; j < 50_000; j++) {
                  mutex.lock();
                  counter++;
                  mutex.unlock();
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(counter).isEqualTo(400_000);
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void keepsAnInterruptForLater() throws InterruptedException {
    mutex.lock();
    boolean[] kept = new boolean[1];
    Thread waiter =
        new Thread(
            () -> {
              mutex.lock();
              kept[0] = Thread.currentThread().isInterrupted();
              mutex.unlock();
            });
    waiter.start();
    // It looks again from time to time, so it waits with a limit.
    while (waiter.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    waiter.interrupt();
    mutex.unlock();
    waiter.join();
    assertThat(kept[0]).isTrue();
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void manyWhoWaitLeaveTheProcessorsToTheOneThatHasIt() throws InterruptedException {
    ThreadMXBean times = ManagementFactory.getThreadMXBean();
    mutex.lock();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Thread thread =
          new Thread(
              () -> {
                mutex.lock();
                counter++;
                mutex.unlock();
              });
      threads.add(thread);
      thread.start();
    }
    Thread.sleep(500); // all wait, and look less and less often
    long before = cpuNanos(times, threads);
    Thread.sleep(500);
    long used = cpuNanos(times, threads) - before;
    mutex.unlock();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(counter).isEqualTo(500);
    // A look takes some microseconds; one of each thread every millisecond would take all there is.
    assertThat(used).isLessThan(150_000_000);
  }

  private static long cpuNanos(ThreadMXBean times, List<Thread> threads) {
    return threads.stream().mapToLong(thread -> times.getThreadCpuTime(thread.getId())).sum();
  }

  @Test
  void isNotTakenTwice() {
    assertThat(mutex.tryLock()).isTrue();
    assertThat(mutex.tryLock()).isFalse();
    mutex.unlock();
    assertThat(mutex.tryLock()).isTrue();
    mutex.unlock();
  }
}
