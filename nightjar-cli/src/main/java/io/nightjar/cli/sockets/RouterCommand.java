// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.RouterSocket;
import io.nightjar.SocketType;
import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.Terminal;
import picocli.CommandLine.Command;

/** {@code nightjar router}: lines begin with the routing id of the peer. */
@Command(
    name = "router",
    header = "Send to and receive from named peers: each line begins with a routing id.",
    footer = {
      "  nightjar router --bind tcp://127.0.0.1:5556",
      "  A printed line 'north<TAB>hello' can be sent back as it is;",
      "  ids that are not text are printed with escapes: \\x00k\\x8bEg<TAB>hello"
    })
public final class RouterCommand extends TwoWayCommand<RouterSocket> {
  /** Makes it, with these streams. */
  public RouterCommand(Terminal terminal) {
    super(SocketType.ROUTER, terminal);
  }

  @Override
  void judge(RouterSocket socket) {
    long unroutable = socket.stats().unroutable();
    if (unroutable > 0) {
      throw CommandException.failure(
          unroutable
              + (unroutable == 1 ? " message was" : " messages were")
              + " dropped: no peer here has that routing id");
    }
  }
}
