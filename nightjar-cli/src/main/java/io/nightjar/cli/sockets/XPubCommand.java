// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.SocketType;
import io.nightjar.XPubSocket;
import io.nightjar.cli.runtime.Terminal;
import picocli.CommandLine.Command;

/** {@code nightjar xpub}: publishes lines and prints subscriptions. */
@Command(
    name = "xpub",
    header =
        "Publish lines and print the subscriptions that come: \\x01topic, \\x00topic to cancel.",
    footer = {"  nightjar xpub --bind tcp://127.0.0.1:5556"})
public final class XPubCommand extends TwoWayCommand<XPubSocket> {
  /** Makes it, with these streams. */
  public XPubCommand(Terminal terminal) {
    super(SocketType.XPUB, terminal);
  }
}
