// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.DealerSocket;
import io.nightjar.SocketType;
import io.nightjar.cli.runtime.Terminal;
import picocli.CommandLine.Command;

/** {@code nightjar dealer}: sends to its peers in turn and prints what comes. */
@Command(
    name = "dealer",
    header = "Send lines to the peers in turn and print what they send.",
    footer = {
      "  printf '\\tHello\\n' | nightjar dealer --connect tcp://127.0.0.1:5555 -n 1",
      "    (asks a REP: its requests begin with an empty frame)",
      "  nightjar dealer --bind tcp://*:5556 --id north"
    })
public final class DealerCommand extends TwoWayCommand<DealerSocket> {
  /** Makes it, with these streams. */
  public DealerCommand(Terminal terminal) {
    super(SocketType.DEALER, terminal);
  }
}
