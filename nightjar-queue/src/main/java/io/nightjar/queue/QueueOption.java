// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue;

import java.util.Objects;

/**
 * A setting that only one kind of queue has. It is a constant beside the code that reads it, and is
 * set with {@link WorkQueue.Builder#set}.
 *
 * @param name what error texts call it
 * @param type the type of its values
 * @param initial the value if none is set
 * @param <V> the type of its values
 */
public record QueueOption<V>(String name, Class<V> type, V initial) {
  /** Refuses null. */
  public QueueOption {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(initial, "initial");
  }

  @Override
  public String toString() {
    return name;
  }
}
