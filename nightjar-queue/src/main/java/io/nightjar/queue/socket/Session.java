// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the server knows of a peer: its running requests, the tasks that it has, and its last
 * answers, which a repeated request gets again. Outlives the connection for a while, so that a peer
 * that comes back is known. From any thread.
 */
final class Session {
  /** How many answers are kept. */
  private static final int ANSWERS = 1000;

  /** How many requests may run at once. */
  private static final int RUNNING = 256;

  private static final long KEEP_GONE_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final long KEEP_EXPIRED_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final byte[] peer;
  private final ReentrantLock lock = new ReentrantLock();

  // All by the lock.
  private final Map<String, Job> running = new HashMap<>();
  private final Map<String, Held> held = new HashMap<>();
  private boolean gone;
  private long goneNanos;

  private final Map<String, Answer> answers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
          return size() > ANSWERS;
        }
      };

  Session(byte[] peer) {
    this.peer = peer;
  }

  byte[] peer() {
    return peer;
  }

  /** What becomes of a request. */
  sealed interface Begin {
    /** It is new, and to be run. */
    record Run(Job job) implements Begin {}

    /** It runs already. */
    record Wait() implements Begin {}

    /** It was answered. */
    record Repeat(Frames answer) implements Begin {}
  }

  /** Begins a request, or finds that it has begun. */
  Begin begin(Request request) {
    lock.lock();
    try {
      if (running.containsKey(request.id())) {
        return new Begin.Wait();
      }
      Answer answer = answers.get(request.id());
      Frames frames = answer == null ? null : answer.write(held);
      if (frames != null) {
        return new Begin.Repeat(frames);
      }
      if (running.size() >= RUNNING) {
        throw new RefusedException(
            Fault.BUSY, "more than " + RUNNING + " requests of one peer: wait for their answers");
      }
      Job job = new Job(this, request);
      running.put(request.id(), job);
      return new Begin.Run(job);
    } finally {
      lock.unlock();
    }
  }

  /** The request is answered; null forgets that there was one. */
  void end(Job job, @Nullable Answer answer) {
    lock.lock();
    try {
      running.remove(job.request().id());
      if (answer != null) {
        answers.put(job.request().id(), answer);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The frames of an answer; null if it does not hold any more. */
  @Nullable Frames write(Answer answer) {
    lock.lock();
    try {
      return answer.write(held);
    } finally {
      lock.unlock();
    }
  }

  /** The peer has these tasks from now on; false: it does not want them any more. */
  boolean hold(Job job, List<Held> tasks) {
    lock.lock();
    try {
      if (job.isAbandoned()) {
        return false;
      }
      tasks.forEach(task -> held.put(task.token(), task));
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Nullable Held held(String token) {
    lock.lock();
    try {
      return held.get(token);
    } finally {
      lock.unlock();
    }
  }

  void replace(Held task) {
    lock.lock();
    try {
      held.replace(task.token(), task);
    } finally {
      lock.unlock();
    }
  }

  void release(Held task) {
    lock.lock();
    try {
      held.remove(task.token());
    } finally {
      lock.unlock();
    }
  }

  /** Ends the wait of a request, which is answered at once. */
  void cancel(String id) {
    lock.lock();
    try {
      Job job = running.get(id);
      if (job != null) {
        job.cancel(false);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends all waits, which are answered at once. */
  void hurry() {
    lock.lock();
    try {
      running.values().forEach(job -> job.cancel(false));
    } finally {
      lock.unlock();
    }
  }

  /** The peer leaves a queue: ends its other requests there; returns the tasks it had. */
  List<Held> leave(String name, @Nullable Job except) {
    return abandon(job -> job != except && job.request().queue().equals(name), name);
  }

  /** The peer is gone: ends its requests; returns the tasks it had. */
  List<Held> lose() {
    return abandon(job -> true, null);
  }

  private List<Held> abandon(Predicate<Job> which, @Nullable String name) {
    List<Held> tasks = new ArrayList<>();
    lock.lock();
    try {
      running.values().stream().filter(which).forEach(job -> job.cancel(true));
      for (Iterator<Held> all = held.values().iterator(); all.hasNext(); ) {
        Held task = all.next();
        if (name == null || task.name().equals(name)) {
          tasks.add(task);
          all.remove();
        }
      }
    } finally {
      lock.unlock();
    }
    return tasks;
  }

  /** Looks whether the peer is there, and forgets what is old; false: forget all of it. */
  boolean tidy(boolean connected) {
    long now = System.nanoTime();
    lock.lock();
    try {
      held.values().removeIf(task -> now - task.leaseEndNanos() > KEEP_EXPIRED_NANOS);
      if (!connected && !gone) {
        goneNanos = now;
      }
      gone = !connected;
      return connected
          || !running.isEmpty()
          || (!answers.isEmpty() && now - goneNanos < KEEP_GONE_NANOS);
    } finally {
      lock.unlock();
    }
  }
}
