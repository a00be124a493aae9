// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.file;

import io.nightjar.queue.Codec;
import io.nightjar.queue.QueueException;
import io.nightjar.queue.QueueFinishedException;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import java.time.Duration;
import java.util.List;

/**
 * A process that uses a queue and says each step: what it says before a step it was about to do,
 * and what it says after a step it was told to be done.
 */
public final class FileProcess {
  private FileProcess() {}

  /** Role, path, and what the role needs. */
  public static void main(String[] args) throws Exception {
    try (WorkQueue<String> queue =
        WorkQueue.builder("file:" + args[1], Codec.text())
            .set(FileQueues.FSYNC, Fsync.NONE)
            .open()) {
      say("open");
      switch (args[0]) {
        case "put" -> put(queue, args[2]);
        case "work" -> work(queue);
        case "take" -> take(queue);
        case "hold" ->
            hold(queue, Integer.parseInt(args[2]), args.length > 3 ? Long.parseLong(args[3]) : 0);
        case "wait" -> say("got " + queue.take());
        case "echo" -> echo(queue, args[2]);
        case "capacity" -> capacity(args[1], Integer.parseInt(args[2]));
        default -> throw new IllegalArgumentException(args[0]);
      }
    }
  }

  private static void put(WorkQueue<String> queue, String name) throws InterruptedException {
    for (int i = 0; ; i++) {
      say("putting " + name + i);
      queue.put(name + i);
      say("put " + name + i);
    }
  }

  /** Takes and does at once, in one step. */
  private static void take(WorkQueue<String> queue) throws InterruptedException {
    try {
      while (true) {
        say("taking");
        say("took " + queue.take());
      }
    } catch (QueueFinishedException e) {
      say("end");
    }
  }

  private static void work(WorkQueue<String> queue) {
    for (Task<String> task : queue.tasks()) {
      say("has " + task.value() + " " + task.attempt());
      task.done();
      say("did " + task.value());
    }
    say("end");
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

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
