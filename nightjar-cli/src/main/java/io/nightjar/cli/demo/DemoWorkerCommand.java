// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.demo;

import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.SocketType;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.SessionCommand;
import io.nightjar.cli.runtime.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A worker process of {@code nightjar demo}: takes tasks, reports results, until it is ended. */
@Command(name = "demo-worker", hidden = true, header = "A worker process of 'nightjar demo'.")
public final class DemoWorkerCommand extends SessionCommand {
  @Parameters(index = "0")
  private String name = "";

  @Parameters(index = "1")
  private String tasks = "";

  @Parameters(index = "2")
  private String results = "";

  /** Makes it, with these streams. */
  public DemoWorkerCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected int run(Session session) throws InterruptedException {
    try (PullSocket in = session.context().socket(SocketType.PULL);
        PushSocket out = session.context().socket(SocketType.PUSH)) {
      out.connect(results);
      in.connect(tasks);
      while (true) {
        out.send(name, in.receiveString());
      }
    }
  }
}
