// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import static io.nightjar.queue.servers.QueueProcess.say;

import io.nightjar.queue.Codec;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.servers.Child;
import java.io.IOException;

/** A server or a taker in a process of its own, to be killed. */
public final class SocketProcess {
  private static final String SAYS = "says ";

  private SocketProcess() {}

  /**
   * The process: {@code serve queue endpoint} or {@code take address}; lives until it is killed.
   */
  public static void main(String[] args) throws Exception {
    if (args[0].equals("serve")) {
      QueueServer server = QueueServer.serve(args[1], args[2]);
      say(SAYS + server.address());
    } else {
      WorkQueue<String> queue = WorkQueue.open(args[1], Codec.text());
      Task<String> task = queue.takeTask();
      say(SAYS + task.value());
    }
    Thread.currentThread().join();
  }

  static Child start(Object... args) throws IOException {
    return Child.start(SocketProcess.class, args);
  }

  /** The address of a server, or the task of a taker; waits for it. */
  static String said(Child process) {
    return process.saysAfter(SAYS);
  }
}
