// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

/** What became of an item that was to be put. */
enum Offer {
  PUT,
  FULL,
  /** Full, unless an item is just moving; with the lock of the queue held there is no doubt. */
  UNSURE,
  FINISHED
}
