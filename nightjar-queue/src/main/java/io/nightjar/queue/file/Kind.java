// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

/** What threads wait for. Each is a bit on the {@link Board} and in a ring of a bell. */
enum Kind {
  /** A task, or that one becomes ready at another time. */
  TASK(1),
  /** Room for a task. */
  ROOM(2),
  /** That nothing is held. */
  DONE(4),
  /** A dead letter, or that there is none left. */
  DEAD(8);

  static final int ALL = 15;

  private final int bit;

  Kind(int bit) {
    this.bit = bit;
  }

  int bit() {
    return bit;
  }
}
