// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.PubSocket;
import io.nightjar.SocketType;
import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nightjar pub}: publishes lines. */
@Command(
    name = "pub",
    header = "Publish the lines of standard input to all subscribers.",
    description = {
      SocketCommand.LINES,
      "What is published before a subscriber is there is lost: see --wait-subscribers."
    },
    footer = {
      "  printf 'news.sports\\t2:1\\n' | nightjar pub --bind tcp://*:5556 --wait-subscribers 1",
      "  nightjar pub --connect tcp://127.0.0.1:5556 < updates.txt"
    })
public final class PubCommand extends SendingCommand<PubSocket> {
  @Option(
      names = "--wait-subscribers",
      paramLabel = "N",
      description = "Wait until this many peers have a subscription, then send.")
  private int subscribers;

  /** Makes it, with these streams. */
  public PubCommand(Terminal terminal) {
    super(SocketType.PUB, terminal);
  }

  @Override
  protected void check() {
    super.check();
    if (subscribers < 0) {
      throw CommandException.usage("--wait-subscribers " + subscribers + ": give 0 or more");
    }
  }

  @Override
  void talk(PubSocket socket, Session session) throws InterruptedException {
    if (subscribers > 0 && !socket.awaitSubscribers(subscribers, session.remaining())) {
      throw CommandException.timeout(
          "too few subscribers in time: --wait-subscribers " + subscribers);
    }
    super.talk(socket, session);
  }
}
