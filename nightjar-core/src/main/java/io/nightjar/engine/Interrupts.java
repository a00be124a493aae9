// SPDX-License-Identifier: Apache-2.0
package io.nightjar.engine;

import java.util.concurrent.CountDownLatch;

/** Waits that must not end early: an interrupt is kept for later. */
final class Interrupts {
  private Interrupts() {}

  static void awaitQuietly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
