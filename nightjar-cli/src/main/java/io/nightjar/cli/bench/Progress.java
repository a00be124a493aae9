// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.bench;

import io.nightjar.cli.runtime.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A line on a screen that shows how a count grows; nothing where there is no screen. */
public final class Progress {
  private static final long REFRESH_MILLIS = 250;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Terminal terminal;
  private final boolean shown;

  /** Makes one; it shows nothing where there is no screen. */
  public Progress(Terminal terminal, boolean shown) {
    this.terminal = terminal;
    this.shown = shown && terminal.isScreen();
  }

  /** What is watched while it runs. */
  @FunctionalInterface
  public interface Task<T> {
    /** Does what takes a while. */
    T run() throws InterruptedException;
  }

  /** Runs a task, and shows a count as long as it runs. */
  public <T> T during(String title, LongSupplier count, Task<T> task) throws InterruptedException {
    if (!shown) {
      return task.run();
    }
    Line line = new Line(title, count);
    line.thread.start();
    try {
      return task.run();
    } finally {
      line.end();
    }
  }

  /** Shows what comes now, where there is nothing to count. */
  void step(String title) throws IOException {
    if (shown) {
      write(CLEAR_LINE + title);
    }
  }

  /** Takes what {@link #step} showed off the screen. */
  void done() throws IOException {
    if (shown) {
      write(CLEAR_LINE);
    }
  }

  private void write(String text) throws IOException {
    OutputStream out = terminal.out();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** The line, while it is shown. */
  private final class Line {
    private final String title;
    private final LongSupplier count;
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread thread = new Thread(this::refresh, "nightjar-progress");

    private Line(String title, LongSupplier count) {
      this.title = title;
      this.count = count;
      thread.setDaemon(true);
    }

    private void refresh() {
      long before = count.getAsLong();
      long start = System.nanoTime();
      long last = start;
      try {
        while (!done.await(REFRESH_MILLIS, TimeUnit.MILLISECONDS)) {
          long now = System.nanoTime();
          long current = count.getAsLong();
          double rate = (current - before) * 1e9 / (now - last);
          double seconds = (now - start) / 1e9;
          write(
              CLEAR_LINE
                  + title
                  + "  "
                  + Figures.rate(rate)
                  + "  "
                  + Figures.fixed(seconds, 1)
                  + " s");
          before = current;
          last = now;
        }
        write(CLEAR_LINE);
      } catch (IOException | InterruptedException e) {
        // Nobody looks any more.
      }
    }

    /** Takes the line off the screen. */
    void end() throws InterruptedException {
      done.countDown();
      thread.join();
    }
  }
}
