// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver;

import io.nightjar.examples.modelserver.screen.LiveLine;
import io.nightjar.examples.modelserver.screen.Screen;
import io.nightjar.queue.QueueException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Shows once a second how a server does. */
final class Dashboard implements AutoCloseable {
  private final ModelServer server;
  private final Screen screen;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "dashboard");

  Dashboard(ModelServer server, Screen screen) {
    this.server = server;
    this.screen = screen;
  }

  void start() {
    thread.start();
  }

  private void run() {
    LiveLine line = new LiveLine(server.tally(), System.nanoTime());
    try {
      while (!closed.await(1, TimeUnit.SECONDS)) {
        show(line);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void show(LiveLine line) {
    try {
      Stats stats = server.stats();
      screen.live(line.next(System.nanoTime(), stats.ready(), stats.inProgress()));
    } catch (QueueException e) {
      screen.line("the queue is out of reach: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
