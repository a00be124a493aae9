// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import org.jspecify.annotations.Nullable;

/** Items in some order, for one thread at a time. Grows as it is filled. */
interface Pile {
  /** Adds an item with a priority. */
  void add(Object item, int priority);

  /** Adds an item that is to be taken as soon as its priority allows. */
  void addFront(Object item, int priority);

  @Nullable Object poll();

  /** The priority of the item that was polled last. */
  int polledPriority();

  int size();
}
