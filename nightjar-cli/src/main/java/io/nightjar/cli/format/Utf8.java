// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.format;

/** Tells where UTF-8 is well formed (RFC 3629): no overlong forms, no surrogates. */
final class Utf8 {
  private Utf8() {}

  /** Whether all of it is well formed. */
  static boolean isValid(byte[] bytes) {
    int at = 0;
    while (at < bytes.length) {
      int length = lengthAt(bytes, at);
      if (length == 0) {
        return false;
      }
      at += length;
    }
    return true;
  }

  /** The number of bytes of the character that begins at an index; 0 if none does. */
  static int lengthAt(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    if (first < 0x80) {
      return 1;
    } else if (first >= 0xc2 && first <= 0xdf) {
      return isTail(bytes, at + 1, 0x80, 0xbf) ? 2 : 0;
    } else if (first >= 0xe0 && first <= 0xef) {
      int low = first == 0xe0 ? 0xa0 : 0x80;
      int high = first == 0xed ? 0x9f : 0xbf;
      return isTail(bytes, at + 1, low, high) && isTail(bytes, at + 2, 0x80, 0xbf) ? 3 : 0;
    } else if (first >= 0xf0 && first <= 0xf4) {
      int low = first == 0xf0 ? 0x90 : 0x80;
      int high = first == 0xf4 ? 0x8f : 0xbf;
      return isTail(bytes, at + 1, low, high)
              && isTail(bytes, at + 2, 0x80, 0xbf)
              && isTail(bytes, at + 3, 0x80, 0xbf)
          ? 4
          : 0;
    }
    return 0;
  }

  private static boolean isTail(byte[] bytes, int at, int low, int high) {
    return at < bytes.length && (bytes[at] & 0xff) >= low && (bytes[at] & 0xff) <= high;
  }
}
