// SPDX-License-Identifier: Apache-2.0
package io.nightjar.queue.socket;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A request that runs in a thread of the server, and can be told to come to an end. */
final class Job {
  /** What a job does. */
  interface Work {
    Answer run(Job job) throws InterruptedException;
  }

  private final Session session;
  private final Request request;
  private final ReentrantLock lock = new ReentrantLock();

  // By the lock.
  private @Nullable Thread thread;
  private boolean cancelled;
  private boolean abandoned;

  Job(Session session, Request request) {
    this.session = session;
    this.request = request;
  }

  Session session() {
    return session;
  }

  Request request() {
    return request;
  }

  /** Ends its wait; abandoned: its peer wants no tasks any more. */
  void cancel(boolean abandon) {
    lock.lock();
    try {
      cancelled = true;
      abandoned |= abandon;
      if (thread != null) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isAbandoned() {
    lock.lock();
    try {
      return abandoned;
    } finally {
      lock.unlock();
    }
  }

  /** Runs in this thread, which is interrupted if the job is cancelled, and not when it is back. */
  Answer run(Work work) throws InterruptedException {
    lock.lock();
    try {
      if (cancelled) {
        throw new InterruptedException();
      }
      thread = Thread.currentThread();
    } finally {
      lock.unlock();
    }
    try {
      return work.run(this);
    } finally {
      leave();
    }
  }

  private void leave() {
    lock.lock();
    try {
      thread = null;
      Thread.interrupted(); // not for the next job of this thread
    } finally {
      lock.unlock();
    }
  }
}
