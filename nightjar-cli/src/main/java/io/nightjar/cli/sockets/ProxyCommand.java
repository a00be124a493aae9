// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.sockets;

import io.nightjar.Proxy;
import io.nightjar.PubSocket;
import io.nightjar.Socket;
import io.nightjar.SocketType;
import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.ExitCode;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.SessionCommand;
import io.nightjar.cli.runtime.Terminal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nightjar proxy}: stands between two groups of peers. */
@Command(
    name = "proxy",
    header = "Pass messages between two groups of peers that need not know each other.",
    description =
        "Kinds: queue (REQ in front, REP behind), forwarder (PUB in front, SUB behind), streamer"
            + " (PUSH in front, PULL behind). What is passed is also published at --capture.",
    footer = {
      "  nightjar proxy --kind queue --frontend tcp://*:5555 --backend tcp://*:5556",
      "  nightjar proxy --kind forwarder --connect-frontend tcp://127.0.0.1:5556 "
          + "--backend tcp://*:5557",
      "  nightjar sub --connect tcp://127.0.0.1:5558   (prints what --capture tcp://*:5558 shows)"
    })
public final class ProxyCommand extends SessionCommand {
  @Option(
      names = "--kind",
      required = true,
      paramLabel = "KIND",
      description = "queue, forwarder or streamer.")
  private ProxyKind kind = ProxyKind.QUEUE;

  @Option(names = "--frontend", paramLabel = "ADDRESS", description = "Bind the front. Repeatable.")
  private List<String> frontBinds = new ArrayList<>();

  @Option(
      names = "--connect-frontend",
      paramLabel = "ADDRESS",
      description = "Connect the front. Repeatable.")
  private List<String> frontConnects = new ArrayList<>();

  @Option(names = "--backend", paramLabel = "ADDRESS", description = "Bind the back. Repeatable.")
  private List<String> backBinds = new ArrayList<>();

  @Option(
      names = "--connect-backend",
      paramLabel = "ADDRESS",
      description = "Connect the back. Repeatable.")
  private List<String> backConnects = new ArrayList<>();

  @Option(
      names = "--capture",
      paramLabel = "ADDRESS",
      description = "Publish a copy of every message here.")
  private List<String> captures = new ArrayList<>();

  @Option(
      names = "--ready",
      description = "Print 'ready ADDRESS' on standard error for each address, front first.")
  private boolean ready;

  @Option(
      names = {"-q", "--quiet"},
      order = 91,
      description = "Do not tell at the end how many messages were passed.")
  private boolean quiet;

  /** Makes it, with these streams. */
  public ProxyCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected void check() {
    if (frontBinds.isEmpty() && frontConnects.isEmpty()) {
      throw CommandException.usage("no front: give --frontend ADDRESS or --connect-frontend");
    }
    if (backBinds.isEmpty() && backConnects.isEmpty()) {
      throw CommandException.usage("no back: give --backend ADDRESS or --connect-backend");
    }
  }

  @Override
  protected int run(Session session) throws InterruptedException {
    Socket front = session.context().socket(kind.frontend());
    Socket back = session.context().socket(kind.backend());
    new Endpoints(session, front, ready).open(frontBinds, frontConnects);
    new Endpoints(session, back, ready).open(backBinds, backConnects);
    try (Proxy proxy = start(session, front, back)) {
      session.onEnd(() -> summarize(proxy));
      proxy.await();
      Throwable failure = proxy.failure();
      if (failure != null) {
        throw CommandException.failure("the proxy ended: " + failure.getMessage(), failure);
      }
    }
    return ExitCode.OK;
  }

  private Proxy start(Session session, Socket front, Socket back) {
    if (captures.isEmpty()) {
      return Proxy.start(front, back);
    }
    PubSocket capture = session.context().socket(SocketType.PUB);
    new Endpoints(session, capture, ready).open(captures, List.of());
    return Proxy.start(front, back, capture);
  }

  private void summarize(Proxy proxy) {
    if (!quiet) {
      terminal()
          .err()
          .println(
              "passed "
                  + proxy.forwarded()
                  + " on, "
                  + proxy.returned()
                  + " back"
                  + (proxy.dropped() == 0 ? "" : ", dropped " + proxy.dropped()));
    }
  }
}
