// SPDX-License-Identifier: Apache-2.0
package io.nightjar.wire;

/** Words of a peer, made safe for a log: printable, and not too many. */
final class Excerpt {
  private static final int LONGEST = 40;

  private Excerpt() {}

  /** The text, cut, with everything but printable ASCII replaced by a dot. */
  static String of(String text) {
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < text.length() && i < LONGEST; i++) {
      char c = text.charAt(i);
      safe.append(c < ' ' || c > '~' ? '.' : c);
    }
    return text.length() > LONGEST ? safe.append("...").toString() : safe.toString();
  }
}
