// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/** Uses channels, which an interrupt closes, in a thread that may be interrupted; it is kept. */
final class Uninterrupted {
  /** Something that can be done again if an interrupt ended it. */
  interface Call<R> {
    R run() throws IOException;
  }

  private Uninterrupted() {}

  static <R> R get(Call<R> call) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return call.run();
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
