// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.demo;

import org.jspecify.annotations.Nullable;

/** A short play with messages, which checks at its end what happened. */
interface Scene {
  /** What it shows. */
  String title();

  /** Why it cannot be played on this machine; null if it can. */
  default @Nullable String obstacle() throws InterruptedException {
    return null;
  }

  /**
   * Plays it. Bounded from outside: it is interrupted when it takes too long.
   *
   * @return the account of what happened, in a few words
   */
  String play(Stage stage) throws Exception;
}
