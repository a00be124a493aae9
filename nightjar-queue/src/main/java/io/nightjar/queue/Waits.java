// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import java.time.Duration;

/** How long to wait. */
final class Waits {
  /** As good as for ever: some 290 years. */
  static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private Waits() {}
}
