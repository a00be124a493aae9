// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.Options;
import io.nightjar.SocketType;
import io.nightjar.XSubSocket;
import io.nightjar.cli.runtime.Terminal;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nightjar xsub}: subscribes by the lines it sends. */
@Command(
    name = "xsub",
    header = "Subscribe by sending lines, and print what is published.",
    description = {
      SocketCommand.LINES,
      "A line \\x01TOPIC subscribes, \\x00TOPIC cancels; others go to the publishers."
    },
    footer = {
      "  printf '\\\\x01news.\\n' | nightjar xsub --connect tcp://127.0.0.1:5556",
      "  nightjar xsub --connect tcp://127.0.0.1:5556 --subscribe news."
    })
public final class XSubCommand extends TwoWayCommand<XSubSocket> {
  @Mixin private Topics topics = new Topics();

  /** Makes it, with these streams. */
  public XSubCommand(Terminal terminal) {
    super(SocketType.XSUB, terminal);
  }

  @Override
  void prepare(XSubSocket socket) {
    if (isEnough(0)) {
      // It is there to subscribe: its subscriptions are delivered as other messages are.
      socket.set(Options.LINGER, Duration.ofMillis(-1));
    }
    topics.subscribe(socket);
  }
}
