// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples;

import io.nightjar.queue.Codec;
import io.nightjar.queue.Order;
import io.nightjar.queue.Put;
import io.nightjar.queue.QueueDamagedException;
import io.nightjar.queue.QueueStats;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.Workers;
import io.nightjar.queue.json.JsonCodec;
import io.nightjar.queue.socket.QueueServer;
import io.nightjar.queue.socket.SocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The samples of the pages in {@code docs/queues}; {@link QueueSamplesTest} runs them. */
final class QueueSamples {
  private QueueSamples() {}

  /** A value for JSON. */
  record Picture(String name, int width) {}

  static WorkQueue<String> open() {
    // tag::open[]
    WorkQueue<String> queue =
        WorkQueue.builder("memory:pictures", Codec.text())
            .order(Order.PRIORITY)
            .capacity(1000) // who puts waits while 1000 tasks are there
            .lease(Duration.ofMinutes(1))
            .maxAttempts(3)
            .open();
    // end::open[]
    return queue;
  }

  static WorkQueue<String> look() {
    // tag::existing[]
    WorkQueue<String> queue = WorkQueue.builder("memory:pictures", Codec.text()).existing().open();
    // end::existing[]
    return queue;
  }

  static String values(WorkQueue<String> queue) throws InterruptedException {
    // tag::values[]
    queue.put("cat.png"); // waits while the queue is full
    boolean put = queue.offer("dog.png", Duration.ofSeconds(1)); // false: full still
    String first = queue.take(); // waits for one
    String second = queue.poll(Duration.ofSeconds(1)); // null: none came in time
    // end::values[]
    return first + second + put;
  }

  static void puts(WorkQueue<String> queue) throws InterruptedException {
    // tag::puts[]
    queue.put("passport.png", Put.priority(9));
    queue.put("thumbnail.png", Put.delay(Duration.ofMinutes(5)));
    queue.putAll(List.of("a.png", "b.png", "c.png"));
    // end::puts[]
  }

  static void task(WorkQueue<String> queue) throws InterruptedException {
    // tag::task[]
    try (Task<String> task = queue.takeTask()) {
      resize(task.value());
      task.done();
    } // closed without done: the task is back in the queue
    // end::task[]
  }

  static void loop(WorkQueue<String> queue) {
    // tag::loop[]
    for (Task<String> task : queue.tasks()) {
      try {
        resize(task.value());
        task.done();
      } catch (IllegalArgumentException e) {
        task.fail(e); // tried again, and a dead letter in the end
      }
    }
    // end::loop[]
  }

  static void work(WorkQueue<String> queue, Executor executor) throws InterruptedException {
    // tag::work[]
    try (Workers workers = queue.work(4, task -> resize(task.value()))) {
      workers.await(); // until somebody calls queue.finish(), and all is done
    }
    // end::work[]
    // tag::executor[]
    Workers workers = queue.work(100, executor, task -> resize(task.value()));
    // end::executor[]
    workers.close();
  }

  private static void resizeAll(List<Task<String>> batch) {
    batch.forEach(task -> resize(task.value()));
  }

  static int batch(WorkQueue<String> queue) throws InterruptedException {
    // tag::batch[]
    List<Task<String>> batch = queue.takeTasks(32, Duration.ofSeconds(1)); // 1 to 32; none: empty
    resizeAll(batch);
    List<Task<String>> late = queue.doneAll(batch); // those whose lease had ended
    // end::batch[]
    return batch.size() - late.size();
  }

  static boolean end(WorkQueue<String> queue) throws InterruptedException {
    // tag::done[]
    boolean done = queue.awaitDone(Duration.ofMinutes(1)); // nothing ready, delayed or in progress
    // end::done[]
    return done;
  }

  static void dead(WorkQueue<String> queue) throws InterruptedException {
    // tag::dead[]
    WorkQueue<String> dead = queue.deadLetters();
    for (Task<String> task : dead.takeTasks(1000, Duration.ZERO)) {
      System.out.println(task.id() + ": " + task.reason());
      try (task) { // what is not done goes back
        queue.put(task.value()); // once more, with all its attempts
        task.done(); // gone from the dead letters
      } catch (QueueDamagedException e) {
        System.out.println("cannot be read: " + e.getMessage());
      }
    }
    // end::dead[]
  }

  static String json() throws InterruptedException {
    // tag::json[]
    WorkQueue<Picture> queue = WorkQueue.open("memory:json", JsonCodec.of(Picture.class));
    queue.put(new Picture("cat.png", 640));
    // end::json[]
    try (queue) {
      return queue.take().name();
    }
  }

  static List<String> view(WorkQueue<String> queue) throws InterruptedException {
    List<String> taken = new ArrayList<>();
    // tag::view[]
    BlockingQueue<String> view = queue.asBlockingQueue();
    view.put("cat.png");
    taken.add(view.poll(1, TimeUnit.SECONDS));
    // end::view[]
    return taken;
  }

  static long stats(WorkQueue<String> queue) {
    // tag::stats[]
    QueueStats stats = queue.stats();
    System.out.println(stats.done() + " done, " + stats.failed() + " failed");
    // end::stats[]
    return stats.ready();
  }

  static QueueServer serve(String endpoint) {
    // tag::serve[]
    QueueServer server = QueueServer.serve("memory:", endpoint); // tcp://127.0.0.1:5600/jobs
    System.out.println("open " + server.address()); // tcp://127.0.0.1:5600/jobs
    // end::serve[]
    return server;
  }

  static QueueServer serveAll(String endpoint) {
    // tag::names[]
    QueueServer server = QueueServer.serve("memory:{name}", endpoint); // tcp://127.0.0.1:5600
    // end::names[]
    return server;
  }

  static WorkQueue<String> openServed(String address) {
    // tag::client[]
    WorkQueue<String> queue =
        WorkQueue.builder(address, Codec.text()) // such as tcp://localhost:5600/jobs
            .set(SocketOptions.PATIENCE, Duration.ofMinutes(1))
            .open();
    // end::client[]
    return queue;
  }

  static void resize(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a picture without a name");
    }
  }
}
