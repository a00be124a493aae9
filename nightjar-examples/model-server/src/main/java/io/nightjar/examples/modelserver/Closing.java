// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was opened, to be closed in the opposite order. */
final class Closing implements AutoCloseable {
  /** Something that ends without a checked exception. */
  @FunctionalInterface
  interface Part {
    void close();
  }

  private final Deque<Part> parts = new ArrayDeque<>();

  void add(Part part) {
    parts.push(part);
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
  }
}
