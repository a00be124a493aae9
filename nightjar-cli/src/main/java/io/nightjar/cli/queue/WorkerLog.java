// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.cli.runtime.Terminal;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Tells what the workers of the library warn of, as that the queue cannot be reached now. */
final class WorkerLog extends Handler implements AutoCloseable {
  /** Held, so that its level stays. */
  private static final Logger WORKERS = Logger.getLogger("io.nightjar.queue.WorkerLoop");

  private final Terminal terminal;

  private WorkerLog(Terminal terminal) {
    this.terminal = terminal;
  }

  static WorkerLog open(Terminal terminal) {
    WorkerLog log = new WorkerLog(terminal);
    WORKERS.setLevel(Level.WARNING);
    WORKERS.setUseParentHandlers(false);
    WORKERS.addHandler(log);
    return log;
  }

  @Override
  public void publish(LogRecord record) {
    if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
      Throwable thrown = record.getThrown();
      String text = new SimpleFormatter().formatMessage(record);
      terminal.complain(thrown == null ? text : text + ": " + thrown.getMessage());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    WORKERS.removeHandler(this);
  }
}
