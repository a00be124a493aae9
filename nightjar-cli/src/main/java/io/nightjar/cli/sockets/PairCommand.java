// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.PairSocket;
import io.nightjar.SocketType;
import io.nightjar.cli.runtime.Terminal;
import picocli.CommandLine.Command;

/** {@code nightjar pair}: talks with one peer. */
@Command(
    name = "pair",
    header = "Talk with one other PAIR socket: lines in, lines out.",
    footer = {
      "  nightjar pair --bind tcp://127.0.0.1:5560",
      "  echo hello | nightjar pair --connect tcp://127.0.0.1:5560 -n 1"
    })
public final class PairCommand extends TwoWayCommand<PairSocket> {
  /** Makes it, with these streams. */
  public PairCommand(Terminal terminal) {
    super(SocketType.PAIR, terminal);
  }
}
