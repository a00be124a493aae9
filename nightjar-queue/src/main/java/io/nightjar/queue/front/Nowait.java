// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.front;

import org.jspecify.annotations.Nullable;

/** Runs what does not wait in a thread that may be interrupted; the interrupt is kept. */
final class Nowait {
  /** Something that waits no time. */
  interface Call<R> {
    @Nullable R run() throws InterruptedException;
  }

  private Nowait() {}

  static <R> @Nullable R get(Call<R> call) {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return call.run();
        } catch (InterruptedException e) {
          interrupted = true; // just now, and nothing happened
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
