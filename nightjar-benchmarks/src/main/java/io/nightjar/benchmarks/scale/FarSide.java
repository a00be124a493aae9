// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

/** The sockets of the far process. */
interface FarSide {
  /** Does what one line says, and returns one line. */
  String answer(String command) throws InterruptedException;

  static IllegalArgumentException unknown(String command) {
    return new IllegalArgumentException("unknown command: " + command);
  }
}
