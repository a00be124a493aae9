// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.pipe.Pipe;

/** A peer of a publisher. Guarded by the send lock. */
final class Subscriber {
  final Pipe pipe;

  /** How many topics it holds. */
  int topics;

  /** The number of the last message that matched, so that two matches send it once. */
  long matched;

  Subscriber(Pipe pipe) {
    this.pipe = pipe;
  }
}
