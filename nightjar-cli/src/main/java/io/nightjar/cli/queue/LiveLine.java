// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.queue;

import io.nightjar.cli.runtime.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A line at the bottom of a screen that is written again and again, and lines that are printed
 * above it. Without a screen only the latter.
 */
final class LiveLine implements AutoCloseable {
  private static final long REFRESH_MILLIS = 250;
  private static final byte[] CLEAR_LINE = "\r\u001b[K".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private final boolean shown;
  private final Supplier<String> text;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::refresh, "nightjar-progress");

  LiveLine(Terminal terminal, boolean shown, Supplier<String> text) {
    this.out = terminal.out();
    this.shown = shown && terminal.isScreen();
    this.text = text;
    thread.setDaemon(true);
  }

  void start() {
    if (shown) {
      thread.start();
    }
  }

  private void refresh() {
    try {
      while (!closed.await(REFRESH_MILLIS, TimeUnit.MILLISECONDS)) {
        String line = text.get();
        synchronized (out) {
          out.write(CLEAR_LINE);
          out.write(line.getBytes(StandardCharsets.UTF_8));
          out.flush();
        }
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      // Nobody looks any more, or there is nothing more to see.
    }
  }

  /** Prints bytes above the line. */
  void print(byte[] bytes, int length) throws IOException {
    synchronized (out) {
      if (shown) {
        out.write(CLEAR_LINE);
      }
      out.write(bytes, 0, length);
      out.flush();
    }
  }

  /** Takes the line off the screen. */
  @Override
  public void close() {
    closed.countDown();
    if (!shown) {
      return;
    }
    try {
      thread.join();
      synchronized (out) {
        out.write(CLEAR_LINE);
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // Nobody looks any more.
    }
  }
}
