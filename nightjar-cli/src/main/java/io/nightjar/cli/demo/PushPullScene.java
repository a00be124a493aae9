// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.demo;

import io.nightjar.Message;
import io.nightjar.PullSocket;
import io.nightjar.PushSocket;
import io.nightjar.Socket;
import io.nightjar.SocketEvent;
import io.nightjar.SocketType;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A ventilator deals out tasks to three worker processes, which report to a sink. */
final class PushPullScene implements Scene {
  private static final int WORKERS = 3;
  private static final int TASKS = 12;

  @Override
  public String title() {
    return "Push and pull: " + TASKS + " tasks for " + WORKERS + " worker processes, and a sink";
  }

  @Override
  public String play(Stage stage) throws Exception {
    try (PushSocket ventilator = stage.context().socket(SocketType.PUSH);
        PullSocket sink = stage.context().socket(SocketType.PULL)) {
      CountDownLatch missing = new CountDownLatch(WORKERS);
      Socket.Monitor monitor = ventilator.monitor(event -> countPeer(event, missing));
      try {
        String tasks = ventilator.bind("tcp://127.0.0.1:*").address();
        String results = sink.bind("tcp://127.0.0.1:*").address();
        for (int i = 1; i <= WORKERS; i++) {
          long pid =
              stage.nightjar("worker " + i, "demo-worker", "worker " + i, tasks, results).pid();
          stage.say("worker " + i, "is process " + pid);
        }
        // All are there before the first task is dealt, so each gets its share.
        Stage.check(
            missing.await(Stage.PATIENCE.toMillis(), TimeUnit.MILLISECONDS),
            "not all workers are there in time");
      } finally {
        monitor.close();
      }
      for (int i = 0; i < TASKS; i++) {
        ventilator.send("task " + i);
      }
      return collect(stage, sink);
    }
  }

  private static void countPeer(SocketEvent event, CountDownLatch missing) {
    if (event instanceof SocketEvent.HandshakeSucceeded) {
      missing.countDown();
    }
  }

  private static String collect(Stage stage, PullSocket sink) throws InterruptedException {
    Set<String> done = new TreeSet<>();
    TreeMap<String, Integer> shares = new TreeMap<>();
    for (int i = 0; i < TASKS; i++) {
      Message result = sink.tryReceive(Stage.PATIENCE);
      if (result == null) {
        break;
      }
      String worker = result.text(0);
      stage.say(worker, "did " + result.text(1));
      shares.merge(worker, 1, Integer::sum);
      done.add(result.text(1));
    }
    Stage.checkEqual(done.size(), TASKS, "tasks done");
    Stage.checkEqual(shares.size(), WORKERS, "workers that did something");
    return TASKS + " tasks done, each once; shares " + shares;
  }
}
