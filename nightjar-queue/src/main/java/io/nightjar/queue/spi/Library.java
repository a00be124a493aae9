// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.spi;

import io.nightjar.queue.UnsupportedQueueException;

/** A library that a kind of queue needs and that users add themselves. */
public final class Library {
  private Library() {}

  /**
   * Throws {@link UnsupportedQueueException} unless a class of the library can be loaded.
   *
   * @param user what needs it, for the text
   * @param className a class of it
   * @param coordinates group and artifact in Maven
   */
  public static void require(Object user, String className, String coordinates) {
    try {
      Class.forName(className, false, Library.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new UnsupportedQueueException(
          user + " needs a library: add " + coordinates + " to your dependencies", e);
    }
  }
}
