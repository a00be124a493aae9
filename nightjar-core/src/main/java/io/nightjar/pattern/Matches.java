// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The peers that a message goes to. Mostly they are those of the message before, and then it stores
 * no reference, for the reason that {@link io.nightjar.spi.Form} tells. Guarded by the send lock.
 */
final class Matches {
  private @Nullable Subscriber[] found = new @Nullable Subscriber[8];
  private int size;

  int size() {
    return size;
  }

  Subscriber get(int index) {
    Subscriber subscriber = found[index];
    if (subscriber == null || index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    return subscriber;
  }

  void clear() {
    size = 0;
  }

  void add(Subscriber subscriber) {
    if (size == found.length) {
      found = Arrays.copyOf(found, size * 2);
    }
    if (found[size] != subscriber) {
      found[size] = subscriber;
    }
    size++;
  }

  /** Ends all references to a peer that is gone. */
  void forget(Subscriber subscriber) {
    size = 0;
    for (int i = 0; i < found.length; i++) {
      if (found[i] == subscriber) {
        found[i] = null;
      }
    }
  }
}
