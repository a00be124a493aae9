// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.crew;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Worker processes: one that dies is started again, and a line of the log says so. */
public final class Crew implements AutoCloseable {
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "crew"));
  private final List<Member> members;

  /** Belongs to the thread. */
  private @Nullable Runnable allGone;

  /** Starts nobody yet. */
  public Crew(List<Job> jobs, Consumer<String> log) {
    members = jobs.stream().map(job -> new Member(job, thread, log, this::lookAround)).toList();
  }

  /** Starts all; returns before they work. */
  public void start() {
    members.forEach(member -> thread.execute(member::start));
  }

  /** A worker has said hello. */
  public void hello(String name) {
    members.stream().filter(member -> member.state().name().equals(name)).forEach(Member::hello);
  }

  /** Waits until all have said hello; false: not in time. */
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    for (Member member : members) {
      if (!member.awaitReady(end - System.nanoTime())) {
        return false;
      }
    }
    return true;
  }

  /** How they are now. */
  public List<MemberState> states() {
    return members.stream().map(Member::state).toList();
  }

  /** Nobody is started again from now on; {@code gone} runs when nobody is left. */
  public void leave(Runnable gone) {
    try {
      thread.execute(
          () -> {
            members.forEach(Member::leave);
            allGone = gone;
            lookAround();
          });
    } catch (RejectedExecutionException e) {
      // All have ended.
    }
  }

  private void lookAround() {
    if (allGone != null && members.stream().noneMatch(Member::isAlive)) {
      allGone.run();
    }
  }

  /** Ends all, and returns when they have ended. */
  @Override
  public void close() {
    thread.execute(() -> members.forEach(Member::stop));
    thread.execute(this::awaitEnd);
    thread.shutdown();
    boolean interrupted = false;
    while (!thread.isTerminated()) {
      try {
        thread.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitEnd() {
    try {
      for (Member member : members) {
        member.awaitEnd();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
