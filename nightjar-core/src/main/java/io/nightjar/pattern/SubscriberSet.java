// SPDX-License-Identifier: Apache-2.0
package io.nightjar.pattern;

import java.util.Arrays;

/** The subscribers of a topic: a small set, each peer once however often it subscribes. */
final class SubscriberSet {
  private Subscriber[] members = new Subscriber[1];
  private int size;

  int size() {
    return size;
  }

  Subscriber get(int index) {
    return members[index];
  }

  /** Adds a subscriber; false if it was there. */
  boolean add(Subscriber subscriber) {
    if (indexOf(subscriber) >= 0) {
      return false;
    }
    if (size == members.length) {
      members = Arrays.copyOf(members, size * 2);
    }
    members[size++] = subscriber;
    return true;
  }

  /** Removes a subscriber; false if it was not there. */
  boolean remove(Subscriber subscriber) {
    int index = indexOf(subscriber);
    if (index < 0) {
      return false;
    }
    size--;
    members[index] = members[size];
    if (size > 0 && size <= members.length / 2) {
      members = Arrays.copyOf(members, members.length / 2);
    }
    return true;
  }

  private int indexOf(Subscriber subscriber) {
    for (int i = 0; i < size; i++) {
      if (members[i] == subscriber) {
        return i;
      }
    }
    return -1;
  }
}
