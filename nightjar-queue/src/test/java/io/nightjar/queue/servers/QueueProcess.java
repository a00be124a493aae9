// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.servers;

import io.nightjar.queue.Codec;
import io.nightjar.queue.QueueFinishedException;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A process that uses a queue and says each step: what it says before a step it was about to do,
 * and what it says after a step it was told to be done.
 */
public final class QueueProcess {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private QueueProcess() {}

  /** Role, address, and what the role needs. */
  public static void main(String[] args) throws Exception {
    try (WorkQueue<String> queue = WorkQueue.open(args[1], Codec.text())) {
      say("open");
      use(queue, args);
    }
  }

  /** What a role does with a queue that is open. */
  public static void use(WorkQueue<String> queue, String[] args) throws Exception {
    switch (args[0]) {
      case "put" -> put(queue, args[2]);
      case "putAll" -> putAll(queue, args[2], Integer.parseInt(args[3]));
      case "take" -> take(queue);
      case "work" -> work(queue);
      case "workAll" -> workAll(queue, Integer.parseInt(args[2]));
      case "fail" -> fail(queue);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void put(WorkQueue<String> queue, String name) throws InterruptedException {
    for (int i = 0; ; i++) {
      say("putting " + name + i);
      queue.put(name + i);
      say("put " + name + i);
    }
  }

  private static void putAll(WorkQueue<String> queue, String name, int batch)
      throws InterruptedException {
    for (int first = 0; ; first += batch) {
      List<String> values = IntStream.range(first, first + batch).mapToObj(i -> name + i).toList();
      say("putting " + String.join(" ", values));
      queue.putAll(values);
      say("put " + String.join(" ", values));
    }
  }

  /** Takes and does at once. */
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
      say("has " + name(task));
      task.done();
      say("did " + task.value());
    }
    say("end");
  }

  private static void workAll(WorkQueue<String> queue, int batch) throws InterruptedException {
    while (true) {
      List<Task<String>> tasks = queue.takeTasks(batch, PATIENCE);
      say("has " + tasks.stream().map(QueueProcess::name).collect(Collectors.joining(" ")));
      if (!queue.doneAll(tasks).isEmpty()) {
        throw new IllegalStateException("the lease ended");
      }
      say("did " + tasks.stream().map(Task::value).collect(Collectors.joining(" ")));
    }
  }

  private static void fail(WorkQueue<String> queue) {
    for (Task<String> task : queue.tasks()) {
      say("has " + name(task));
      task.fail("on purpose");
      say("failed " + task.value());
    }
    say("end");
  }

  /** The value and which attempt it is. */
  private static String name(Task<String> task) {
    return task.value() + "#" + task.attempt();
  }

  /** Says a line, which is read even if this process is killed next. */
  public static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
