// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.harness;

import java.io.IOException;
import java.io.OutputStream;

/** Who started this process. */
final class Parent {
  private Parent() {}

  /** Ends this process when standard input does: with its parent, however that ends. */
  static void follow() {
    Thread thread = new Thread(Parent::awaitEnd, "parent");
    thread.setDaemon(true);
    thread.start();
  }

  private static void awaitEnd() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // As good as the end.
    }
    Runtime.getRuntime().halt(0);
  }
}
