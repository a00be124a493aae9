// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import io.nightjar.pipe.Pipe;
import java.util.concurrent.atomic.AtomicLong;

/** A peer of a publisher. Guarded by the send lock. */
final class Subscriber {
  final Pipe pipe;

  /** How many topics it holds. */
  int topics;

  /** XPUB in manual mode: how many topics it asked for. */
  int asked;

  /** Counts how often it went and came back. Written with both locks held. */
  int visit;

  /** XPUB: how many notifications and messages of it the application has not received. */
  final AtomicLong waiting = new AtomicLong();

  /** The number of the last message that matched, so that two matches send it once. */
  long matched;

  Subscriber(Pipe pipe) {
    this.pipe = pipe;
  }
}
