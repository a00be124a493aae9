// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

/** Where a task is. */
enum Place {
  READY(0),
  DELAYED(1),
  CLAIMED(2),
  DEAD(3),
  DEAD_CLAIMED(4);

  private final int code;

  Place(int code) {
    this.code = code;
  }

  /** What the column {@code place} says. */
  int code() {
    return code;
  }

  /** Where a task of this place is while somebody has it. */
  Place claimed() {
    return this == READY ? CLAIMED : DEAD_CLAIMED;
  }

  /** True if it counts against the capacity. */
  boolean isHeld() {
    return this == READY || this == DELAYED || this == CLAIMED;
  }
}
