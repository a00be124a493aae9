// SPDX-License-Identifier: Apache-2.0
package io.nightjar.benchmarks.scale;

/** Threads that do one thing again and again. */
final class Worker {
  /** What is done again and again. */
  interface Step {
    void run() throws InterruptedException;
  }

  private Worker() {}

  /** A fault ends the process, so that no measurement waits for what will not come. */
  static void start(String name, Step step) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  step.run();
                }
              } catch (InterruptedException | RuntimeException e) {
                e.printStackTrace();
                Runtime.getRuntime().halt(3);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }
}
