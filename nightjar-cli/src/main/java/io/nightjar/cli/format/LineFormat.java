// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.format;

import io.nightjar.Message;
import java.io.ByteArrayOutputStream;

/** How a message stands on a line. Without the line feed itself; stateless. */
public interface LineFormat {
  /** Appends a message to a line. */
  void append(Message message, ByteArrayOutputStream line);

  /**
   * Reads a message from a line.
   *
   * @throws FormatException if the line is no message, with the reason
   */
  Message parse(byte[] line) throws FormatException;

  /** Whether an empty line is no message but is skipped. */
  default boolean skipsEmptyLines() {
    return false;
  }
}
