// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.format;

/** A line is no message; the text says where and why. */
public final class FormatException extends Exception {
  private static final long serialVersionUID = 1L;

  FormatException(String message) {
    super(message);
  }
}
