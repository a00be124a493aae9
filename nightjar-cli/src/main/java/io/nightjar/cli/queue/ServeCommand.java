// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.ExitCode;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.Terminal;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.socket.QueueServer;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code nightjar queue serve}: lets others use a queue over a socket. */
@Command(
    name = "serve",
    header = "Serve a queue over a socket: to other machines, and to programs in Python.",
    description =
        "%nPrints the address that clients on this machine open, and serves until Ctrl-C or"
            + " --timeout. There is no password: listen where only friends can connect.",
    footer = {
      "  nightjar queue serve file:/tmp/jobs.queue tcp://127.0.0.1:5600/jobs",
      "  nightjar queue serve memory: ipc:///tmp/jobs",
      "  nightjar queue put tcp://127.0.0.1:5600/jobs one two three   (in another terminal)"
    })
public final class ServeCommand extends OnQueueCommand {
  @Parameters(
      index = "1",
      paramLabel = "ENDPOINT",
      description =
          "Where to listen, with the name that clients use: tcp://127.0.0.1:5600/jobs,"
              + " ipc:///tmp/socket?jobs; port * is a free one, and the name may be left out.")
  private String endpoint = "";

  @Mixin private Making making = new Making();

  /** Makes it, with these streams. */
  public ServeCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  boolean mayBeInMemory() {
    return true;
  }

  @Override
  protected void check() {
    super.check();
    if (parsed().toString().contains(QueueServer.NAME)) {
      throw CommandException.usage(
          parsed()
              + ": this command serves one queue, so name it; a program can serve one for each name"
              + " with QueueServer");
    }
  }

  @Override
  void settings(WorkQueue.Builder<byte[]> builder) {
    making.apply(builder);
  }

  @Override
  int use(WorkQueue<byte[]> queue, Session session) throws InterruptedException {
    try (QueueServer server = valid(() -> QueueServer.serve(queue, endpoint))) {
      session.onEnd(server::close);
      terminal().println(server.address());
      new CountDownLatch(1).await(); // until the session ends
    }
    return ExitCode.OK;
  }
}
