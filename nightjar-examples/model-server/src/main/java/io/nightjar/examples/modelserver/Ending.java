// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Hears Ctrl-C and SIGTERM, and gives the program time to end in order: the JVM stays until this is
 * closed.
 */
final class Ending implements AutoCloseable {
  private static final long LONGEST_SECONDS = 20;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CompletableFuture<Void> told = new CompletableFuture<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  Ending() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::wish, "ending"));
  }

  private void wish() {
    told.complete(null);
    asked.countDown();
    try {
      if (!ended.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("model-server: does not end in order");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until somebody wants the end. */
  void await() throws InterruptedException {
    asked.await();
  }

  /** Runs this as soon as somebody wants the end. */
  void whenAsked(Runnable task) {
    CompletableFuture<Void> unused = told.thenRun(task);
  }

  /** True once somebody wants the end. */
  boolean isAsked() {
    return asked.getCount() == 0;
  }

  /** The program has ended in order. */
  @Override
  public void close() {
    ended.countDown();
  }
}
