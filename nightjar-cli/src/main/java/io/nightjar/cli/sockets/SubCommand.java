// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.SocketType;
import io.nightjar.SubSocket;
import io.nightjar.cli.runtime.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nightjar sub}: prints what it subscribed to. */
@Command(
    name = "sub",
    header =
        "Subscribe to publishers and print what they publish; without --subscribe, everything.",
    footer = {
      "  nightjar sub --connect tcp://127.0.0.1:5556 --subscribe news. --subscribe alerts",
      "  nightjar sub --bind tcp://*:5556 -n 10"
    })
public final class SubCommand extends ReceivingCommand<SubSocket> {
  @Mixin private Topics topics = new Topics();

  /** Makes it, with these streams. */
  public SubCommand(Terminal terminal) {
    super(SocketType.SUB, terminal);
  }

  @Override
  void prepare(SubSocket socket) {
    if (topics.isEmpty()) {
      socket.subscribe("");
    }
    topics.subscribe(socket);
  }
}
