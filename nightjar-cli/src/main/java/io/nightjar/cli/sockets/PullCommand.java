// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.PullSocket;
import io.nightjar.SocketType;
import io.nightjar.cli.runtime.Terminal;
import picocli.CommandLine.Command;

/** {@code nightjar pull}: prints the work that PUSH sockets deal out. */
@Command(
    name = "pull",
    header = "Receive work from PUSH sockets and print it.",
    footer = {
      "  nightjar pull --bind tcp://127.0.0.1:5557 -n 3",
      "  nightjar pull --connect ipc:///tmp/work --json"
    })
public final class PullCommand extends ReceivingCommand<PullSocket> {
  /** Makes it, with these streams. */
  public PullCommand(Terminal terminal) {
    super(SocketType.PULL, terminal);
  }
}
