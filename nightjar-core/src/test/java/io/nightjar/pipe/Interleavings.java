// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pipe;

import org.jetbrains.lincheck.Lincheck;

/**
 * Runs a few threads under many different orders of their steps, chosen by Lincheck's model
 * checker. A failed check, an exception, or threads that all wait fail the test, with the order.
 *
 * <p>It assumes that every thread sees every write at once. That the fences are right is for
 * jcstress to say.
 */
public final class Interleavings {
  private static final int MOST = 500;

  private Interleavings() {}

  /** Runs a scenario under many orders. */
  public static void all(Runnable scenario) {
    Lincheck.runConcurrentTest(MOST, scenario);
  }

  /** Starts a thread of the scenario. */
  public static Thread start(Runnable steps) {
    Thread thread = new Thread(steps);
    thread.start();
    return thread;
  }

  /** Waits for threads of the scenario. */
  public static void join(Thread... threads) {
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Fails unless something holds. */
  public static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
