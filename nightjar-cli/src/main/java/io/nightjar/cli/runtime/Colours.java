// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.runtime;

/** Colours on a terminal, or none. */
public record Colours(boolean shown) {
  private static final String[] ROLES = {"36", "33", "35", "34", "32"};

  /** For what went well. */
  public String green(String text) {
    return paint("32", text);
  }

  /** For what is worth a look. */
  public String yellow(String text) {
    return paint("33", text);
  }

  /** For what failed. */
  public String red(String text) {
    return paint("1;31", text);
  }

  /** For headings. */
  public String bold(String text) {
    return paint("1", text);
  }

  /** For what is less important. */
  public String dim(String text) {
    return paint("2", text);
  }

  /** One of several colours, always the same for the same name. */
  public String ofRole(String role, String text) {
    return paint(ROLES[Math.floorMod(role.hashCode(), ROLES.length)], text);
  }

  private String paint(String code, String text) {
    return shown ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
