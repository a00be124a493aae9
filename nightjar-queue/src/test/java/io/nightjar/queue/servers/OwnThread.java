// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.servers;

/** Runs what may wait; the common pool can be a single thread. */
public final class OwnThread {
  private OwnThread() {}

  /** Runs it in a thread of its own. */
  public static void run(Runnable task) {
    Thread thread = new Thread(task, "test task");
    thread.setDaemon(true);
    thread.start();
  }
}
