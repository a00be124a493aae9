// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import java.util.regex.Pattern;

/**
 * An endpoint and the name of a queue there: {@code tcp://host:port/name}, {@code
 * ipc:///path?name}.
 *
 * @param endpoint as sockets have it
 * @param name empty if there is none
 */
record SocketAddress(String endpoint, String name) {
  /** What names are made of: no separators, and nothing that is special in a path. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");

  static SocketAddress of(String address) {
    int start = address.indexOf("://");
    if (start < 0) {
      throw new IllegalArgumentException(
          address + " is no endpoint: write tcp://host:port/name or ipc:///path?name");
    }
    int end =
        address.startsWith("ipc:") ? address.lastIndexOf('?') : address.indexOf('/', start + 3);
    if (end < 0 || end == address.length() - 1) {
      return new SocketAddress(end < 0 ? address : address.substring(0, end), "");
    }
    String name = address.substring(end + 1);
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "\"" + name + "\" in " + address + " is no name of a queue: " + rule());
    }
    return new SocketAddress(address.substring(0, end), name);
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static String rule() {
    return "use up to 100 letters, digits, and - _ . (not first)";
  }

  /** The same name at another endpoint. */
  String at(String other) {
    return name.isEmpty() ? other : other + (other.startsWith("ipc:") ? "?" : "/") + name;
  }
}
