// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import static io.nightjar.queue.servers.QueueProcess.say;

import io.nightjar.queue.Codec;
import io.nightjar.queue.QueueException;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.servers.Child;
import io.nightjar.queue.servers.QueueProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A {@link QueueProcess} on a file, with roles of its own. */
public final class FileProcess {
  private FileProcess() {}

  /** Starts one. */
  static Child start(String role, Path path, Object... args) throws IOException {
    Object[] all = new Object[args.length + 2];
    all[0] = role;
    all[1] = path;
    System.arraycopy(args, 0, all, 2, args.length);
    return Child.start(FileProcess.class, all);
  }

  /** Role, path, and what the role needs. */
  public static void main(String[] args) throws Exception {
    try (WorkQueue<String> queue =
        WorkQueue.builder("file:" + args[1], Codec.text())
            .set(FileQueues.FSYNC, Fsync.NONE)
            .open()) {
      say("open");
      switch (args[0]) {
        case "hold" ->
            hold(queue, Integer.parseInt(args[2]), args.length > 3 ? Long.parseLong(args[3]) : 0);
        case "wait" -> say("got " + queue.take());
        case "echo" -> echo(queue, args[2]);
        case "capacity" -> capacity(args[1], Integer.parseInt(args[2]));
        default -> QueueProcess.use(queue, args);
      }
    }
  }

  /** Holds tasks until it is told to do them; with a lease of its own, if that is not 0. */
  private static void hold(WorkQueue<String> queue, int count, long leaseMillis) throws Exception {
    List<Task<String>> tasks = queue.takeTasks(count, Duration.ofSeconds(30));
    if (leaseMillis > 0) {
      tasks.forEach(task -> task.extend(Duration.ofMillis(leaseMillis)));
    }
    say("holds " + tasks.size());
    if (System.in.read() < 0) {
      return;
    }
    for (Task<String> task : tasks) {
      try {
        task.done();
        say("did " + task.value());
      } catch (QueueException e) {
        say(e.getClass().getSimpleName());
      }
    }
  }

  private static void echo(WorkQueue<String> queue, String other) throws InterruptedException {
    try (WorkQueue<String> back = WorkQueue.open("file:" + other, Codec.text())) {
      while (true) {
        back.put(queue.take());
      }
    }
  }

  private static void capacity(String path, int capacity) {
    try (WorkQueue<String> queue =
        WorkQueue.builder("file:" + path, Codec.text()).capacity(capacity).open()) {
      say("capacity " + queue.settings().capacity());
    } catch (QueueException e) {
      say(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }
}
