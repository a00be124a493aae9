// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.pipe.Pipe;

/** The empty message by which a ROUTER learns of a new peer before that has anything to say. */
final class Probe {
  private static final byte[] EMPTY = {};

  private Probe() {}

  static void send(Pipe pipe) {
    if (pipe.hasRoom()) {
      pipe.out().put(EMPTY, 0, 0, false);
      pipe.commit();
    }
  }
}
