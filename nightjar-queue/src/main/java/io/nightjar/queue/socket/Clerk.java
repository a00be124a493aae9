// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import io.nightjar.queue.LeaseExpiredException;
import io.nightjar.queue.PayloadTooLargeException;
import io.nightjar.queue.Put;
import io.nightjar.queue.QueueFinishedException;
import io.nightjar.queue.QueueSettings;
import io.nightjar.queue.Task;
import io.nightjar.queue.WorkQueue;
import io.nightjar.queue.spi.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Carries out requests; knows no sockets. Waits as requests say, in the caller's thread. */
final class Clerk {
  /** The most tasks of one request. */
  private static final int MOST_CREDIT = 10_000;

  private final ServedQueues queues;
  private final String name = UUID.randomUUID().toString();
  private final AtomicLong deliveries = new AtomicLong();

  Clerk(ServedQueues queues) {
    this.queues = queues;
  }

  /** Carries out a request. */
  Answer run(Job job) throws InterruptedException {
    Request request = job.request();
    return switch (request.verb()) {
      case Protocol.OPEN -> open(request);
      case Protocol.PUT -> fixed(Frames.of(Protocol.ACCEPTED).number(put(request)));
      case Protocol.TAKE -> take(job);
      case Protocol.DONE -> done(job);
      case Protocol.FAIL -> {
        String reason = request.text(1, "reason");
        yield settle(job, held -> held.queue().fail(held.task(), reason));
      }
      case Protocol.BURY -> {
        String reason = request.text(1, "reason");
        yield settle(job, held -> held.queue().bury(held.task(), reason));
      }
      case Protocol.REQUEUE -> {
        Duration delay = request.time(1, "delay");
        yield settle(job, held -> held.task().requeue(delay));
      }
      case Protocol.EXTEND -> extend(job);
      case Protocol.STAT ->
          fixed(SettingFrames.write(Frames.of(Protocol.COUNTS), find(request).counts()));
      case Protocol.JOIN -> {
        boolean done = find(request).queue().awaitDone(request.wait(0));
        yield done ? fixed(Frames.of(Protocol.OK)) : nothing(request);
      }
      case Protocol.FINISH -> {
        find(request).queue().finish();
        yield fixed(Frames.of(Protocol.OK));
      }
      case Protocol.BYE -> {
        job.session().leave(request.queue(), job).forEach(held -> held.task().close());
        yield fixed(Frames.of(Protocol.OK));
      }
      default ->
          throw new RefusedException(
              Fault.MALFORMED, "there is no request \"" + request.verb() + "\"");
    };
  }

  /** The answer of a request whose wait is over. */
  static Answer nothing(Request request) {
    return fixed(
        request.verb().equals(Protocol.PUT)
            ? Frames.of(Protocol.ACCEPTED).number(0)
            : Frames.of(Protocol.NONE));
  }

  static Answer error(RuntimeException e) {
    return fixed(Frames.of(Protocol.ERROR).text(Fault.of(e).word()).text(Fault.text(e)));
  }

  private static Answer fixed(Frames frames) {
    return new Answer.Fixed(frames);
  }

  private ServedQueue find(Request request) {
    return queues.find(request.queue());
  }

  private Answer open(Request request) {
    List<String> given = new ArrayList<>();
    for (int i = 0; i < request.size(); i++) {
      given.add(request.text(i, "setting"));
    }
    ServedQueue queue =
        queues.open(request.queue(), QueueSettings.ofGivenText(SettingFrames.read(given)));
    return fixed(
        SettingFrames.write(Frames.of(Protocol.OPENED), queue.queue().settings().toText()));
  }

  private int put(Request request) throws InterruptedException {
    int priority = (int) request.number(0, "priority", 0, Put.HIGHEST);
    Put how = Put.priority(priority).withDelay(request.time(1, "delay"));
    Deadline deadline = Deadline.after(request.wait(2));
    List<byte[]> payloads = request.rest(3, "payload");
    WorkQueue<byte[]> queue = find(request).queue();
    int most = queue.settings().maxPayload();
    for (byte[] payload : payloads) {
      if (payload.length > most) {
        throw new PayloadTooLargeException(
            queue.address()
                + (" takes payloads of up to " + most + " bytes (maxPayload), and this one has ")
                + payload.length);
      }
    }
    if (how.equals(Put.now()) && payloads.size() > 1) {
      return queue.offerAll(payloads, Duration.ofNanos(deadline.remainingNanos()));
    }
    int count = 0;
    try {
      for (byte[] payload : payloads) {
        if (!queue.offer(payload, how, Duration.ofNanos(deadline.remainingNanos()))) {
          break;
        }
        count++;
      }
    } catch (InterruptedException | QueueFinishedException e) {
      if (count == 0) {
        throw e;
      }
    }
    return count;
  }

  private Answer take(Job job) throws InterruptedException {
    Request request = job.request();
    int credit = (int) request.number(0, "credit", 1, MOST_CREDIT);
    Duration wait = request.wait(1);
    Duration lease = request.time(2, "lease");
    ServedQueue queue = find(request);
    List<Task<byte[]>> tasks = queue.take(credit, wait);
    if (tasks.isEmpty()) {
      if (queue.isOver()) {
        throw new QueueFinishedException(
            queue.queue().address() + " is finished, and all work is done");
      }
      return nothing(request);
    }
    List<Held> held;
    try {
      held = lease(tasks, queue, request.queue(), lease);
    } catch (RuntimeException e) {
      tasks.forEach(Task::close);
      throw e;
    }
    if (!job.session().hold(job, held)) {
      tasks.forEach(Task::close);
      throw new InterruptedException(); // it came just before the interrupt, and nobody wants it
    }
    return new Answer.Tasks(held.stream().map(Held::token).toList());
  }

  /** Names tasks for a peer; a lease of nought is that of the queue. */
  private List<Held> lease(
      List<Task<byte[]>> tasks, ServedQueue queue, String queueName, Duration lease) {
    List<Held> held = new ArrayList<>();
    for (Task<byte[]> task : tasks) {
      Duration length = queue.queue().settings().lease();
      if (!lease.isZero()) {
        length = lease;
        extend(task, lease);
      }
      String token = name + "-" + deliveries.incrementAndGet();
      held.add(new Held(token, queueName, queue, task, Held.endOf(length)));
    }
    return held;
  }

  private static boolean extend(Task<byte[]> task, Duration lease) {
    return inTime(() -> task.extend(lease));
  }

  /** Any number of tasks, which may be of several queues. */
  private Answer done(Job job) {
    Request request = job.request();
    Set<String> late = new LinkedHashSet<>();
    Map<ServedQueue, Map<Task<byte[]>, Held>> tasks = new LinkedHashMap<>();
    for (int i = 0; i == 0 || i < request.size(); i++) {
      String token = request.text(i, "token");
      Held held = job.session().held(token);
      if (held == null) {
        late.add(token);
      } else {
        tasks.computeIfAbsent(held.queue(), any -> new LinkedHashMap<>()).put(held.task(), held);
      }
    }
    tasks.forEach(
        (queue, some) -> {
          List<Task<byte[]>> left = done(queue.queue(), some.keySet());
          left.forEach(task -> late.add(Objects.requireNonNull(some.get(task)).token()));
          some.values().forEach(job.session()::release);
        });
    if (late.isEmpty()) {
      return fixed(Frames.of(Protocol.OK));
    }
    Frames answer = Frames.of(Protocol.EXPIRED);
    late.forEach(answer::text);
    return fixed(answer);
  }

  /** Gives those whose lease had ended. */
  private static List<Task<byte[]>> done(WorkQueue<byte[]> queue, Collection<Task<byte[]>> tasks) {
    try {
      return queue.doneAll(tasks);
    } catch (IllegalStateException e) {
      // One is settled by another request just now, and not by this one.
      List<Task<byte[]>> late = new ArrayList<>();
      for (Task<byte[]> task : tasks) {
        if (!inTime(task::done)) {
          late.add(task);
        }
      }
      return late;
    }
  }

  /** False if it is too late, or it was settled by another request just now. */
  private static boolean inTime(Runnable step) {
    try {
      step.run();
      return true;
    } catch (LeaseExpiredException | IllegalStateException e) {
      return false;
    }
  }

  private interface Settlement {
    void settle(Held held);
  }

  private Answer settle(Job job, Settlement settlement) {
    Held held = job.session().held(job.request().text(0, "token"));
    if (held == null) {
      return fixed(Frames.of(Protocol.EXPIRED));
    }
    boolean settled = inTime(() -> settlement.settle(held));
    job.session().release(held);
    return fixed(Frames.of(settled ? Protocol.OK : Protocol.EXPIRED));
  }

  private Answer extend(Job job) {
    Request request = job.request();
    Duration lease = request.time(1, "lease");
    if (lease.isZero()) {
      throw request.malformed("the lease is 0");
    }
    Held held = job.session().held(request.text(0, "token"));
    boolean extended = held != null && extend(held.task(), lease);
    if (held != null && extended) {
      job.session().replace(held.withLease(lease));
    }
    return fixed(Frames.of(extended ? Protocol.OK : Protocol.EXPIRED));
  }
}
