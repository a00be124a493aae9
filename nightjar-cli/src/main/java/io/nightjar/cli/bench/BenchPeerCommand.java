// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import io.nightjar.Context;
import io.nightjar.WaitPolicy;
import io.nightjar.cli.runtime.ExitCode;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.SessionCommand;
import io.nightjar.cli.runtime.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The second process of {@code nightjar bench}. It ends when its standard input does. */
@Command(name = "bench-peer", hidden = true, header = "The second process of 'nightjar bench'.")
public final class BenchPeerCommand extends SessionCommand {
  @Parameters(index = "0")
  private Role role = Role.PUSH;

  @Parameters(index = "1")
  private String address = "";

  @Parameters(index = "2")
  private Api api = Api.BUFFER;

  @Parameters(index = "3")
  private int size;

  @Parameters(index = "4")
  private WaitPolicy waits = WaitPolicy.ADAPTIVE;

  /** Makes it, with these streams. */
  public BenchPeerCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected int run(Session session) {
    Thread worker = Thread.currentThread();
    Thread watcher = new Thread(() -> awaitEndOfInput(worker), "nightjar-parent");
    watcher.setDaemon(true);
    watcher.start();
    try (Context context = BenchSettings.context(waits)) {
      role.play(context, address, api, size);
    } catch (InterruptedException e) {
      return ExitCode.OK; // the measurement is over
    }
    return ExitCode.OK;
  }

  private void awaitEndOfInput(Thread worker) {
    try {
      terminal().in().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // As good as the end.
    }
    worker.interrupt();
  }
}
