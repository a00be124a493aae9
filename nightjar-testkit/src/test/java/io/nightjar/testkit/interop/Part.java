// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.interop;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A frame in the words of the peers' line protocol: hexadecimal, {@code -} for an empty one, {@code
 * @size:seed} to order a patterned one, and {@code #size:sha256} to report one that is long.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its report
record Part(byte[] bytes, String order) {
  private static final int LONGEST_SHOWN = 512;

  static Part of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  static Part of(byte[] bytes) {
    return new Part(bytes, bytes.length == 0 ? "-" : HexFormat.of().formatHex(bytes));
  }

  static Part patterned(int size, int seed) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8) * 7 + seed);
    }
    return new Part(bytes, "@" + size + ":" + seed);
  }

  String report() {
    return report(bytes);
  }

  static String report(byte[] bytes) {
    if (bytes.length == 0) {
      return "-";
    } else if (bytes.length <= LONGEST_SHOWN) {
      return HexFormat.of().formatHex(bytes);
    }
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "#" + bytes.length + ":" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
