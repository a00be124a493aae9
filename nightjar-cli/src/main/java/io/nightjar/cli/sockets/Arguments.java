// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.cli.format.Escapes;
import io.nightjar.cli.format.FormatException;
import io.nightjar.cli.runtime.CommandException;

/** Bytes on the command line: text with the escapes of message lines. */
final class Arguments {
  private Arguments() {}

  /** The bytes that an argument stands for. */
  static byte[] bytes(String argument) {
    try {
      return Escapes.read(argument);
    } catch (FormatException e) {
      throw CommandException.usage("'" + argument + "': " + e.getMessage());
    }
  }
}
