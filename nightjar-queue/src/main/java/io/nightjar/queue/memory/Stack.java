// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.memory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The newest first; priorities do not count. */
final class Stack implements Pile {
  private @Nullable Object[] items = new @Nullable Object[16];
  private int size;

  @Override
  public void add(Object item, int priority) {
    if (size == items.length) {
      items = Arrays.copyOf(items, size * 2);
    }
    items[size++] = item;
  }

  @Override
  public void addFront(Object item, int priority) {
    add(item, priority);
  }

  @Override
  public @Nullable Object poll() {
    if (size == 0) {
      return null;
    }
    Object item = items[--size];
    items[size] = null;
    return item;
  }

  @Override
  public int polledPriority() {
    return 0;
  }

  @Override
  public int size() {
    return size;
  }
}
