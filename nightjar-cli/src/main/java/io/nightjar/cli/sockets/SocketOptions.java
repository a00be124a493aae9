// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.Option;
import io.nightjar.Options;
import io.nightjar.Socket;
import io.nightjar.cli.runtime.CommandException;

/** Sets socket options by name. */
final class SocketOptions {
  private SocketOptions() {}

  /** Sets an option from text such as {@code SNDHWM=10}. */
  static void set(Socket socket, String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw CommandException.usage("--option " + assignment + ": write NAME=VALUE, as SNDHWM=10");
    }
    Option<?> option = Options.named(assignment.substring(0, equals));
    setParsed(socket, option, assignment.substring(equals + 1));
  }

  private static <T> void setParsed(Socket socket, Option<T> option, String value) {
    socket.set(option, option.parse(value));
  }
}
