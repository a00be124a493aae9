// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.PushSocket;
import io.nightjar.SocketType;
import io.nightjar.cli.runtime.Terminal;
import picocli.CommandLine.Command;

/** {@code nightjar push}: deals lines out to PULL sockets. */
@Command(
    name = "push",
    header =
        "Deal out the lines of standard input to PULL sockets, and wait until they are delivered.",
    footer = {
      "  printf 'one\\ntwo\\n' | nightjar push --connect tcp://127.0.0.1:5557",
      "  nightjar push --bind tcp://*:5557 --timeout 5s < tasks.txt"
    })
public final class PushCommand extends SendingCommand<PushSocket> {
  /** Makes it, with these streams. */
  public PushCommand(Terminal terminal) {
    super(SocketType.PUSH, terminal);
  }
}
