// SPDX-License-Identifier: Apache-2.0
package io.nightjar.examples.modelserver.crew;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A place in the crew: the process that runs there, and the one after it when that has died.
 * Everything but looking happens on the thread of the crew.
 */
final class Member {
  /** Who dies sooner than this is started again only after a rest as long. */
  private static final Duration SHORT_LIFE = Duration.ofSeconds(1);

  private static final Duration GOODBYE = Duration.ofSeconds(5);

  /** Who ends a worker with it may be ending all processes, and the front end hears of it soon. */
  private static final int SIGTERM = 15;

  private static final Duration HEARING = Duration.ofSeconds(1);
  private static final int SIGNALS = 128;

  /** A Ctrl-C in the terminal is for the front end, which ends its workers in order. */
  private static final List<String> WITHOUT_INTERRUPT =
      List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh");

  private final Job job;
  private final ScheduledExecutorService crewThread;
  private final Consumer<String> log;
  private final Runnable left;
  private volatile @Nullable Process process;
  private long started;

  /** Set by the crew's thread. */
  private volatile boolean stopping;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition readyChanged = lock.newCondition();

  /** Belongs to the lock. */
  private boolean ready;

  /** Belongs to the lock. */
  private int restarts;

  /** {@code left} is told when the process has ended and no other follows. */
  Member(Job job, ScheduledExecutorService crewThread, Consumer<String> log, Runnable left) {
    this.job = job;
    this.crewThread = crewThread;
    this.log = log;
    this.left = left;
  }

  void start() {
    if (stopping) {
      return;
    }
    List<String> command = new ArrayList<>(WITHOUT_INTERRUPT);
    command.addAll(job.command());
    started = System.nanoTime();
    try {
      Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
      process = child;
      new Thread(() -> watch(child), "watch-" + job.name()).start();
    } catch (IOException e) {
      log.accept("cannot start " + job.name() + ": " + e.getMessage());
    }
  }

  /** Logs what the process prints, and tells the crew when it has ended. */
  private void watch(Process child) {
    try (var output = child.inputReader(StandardCharsets.UTF_8)) {
      output.lines().forEach(line -> log.accept(job.name() + ": " + line));
    } catch (IOException | UncheckedIOException e) {
      // It was ended.
    }
    child.onExit().join();
    try {
      boolean asked = child.exitValue() == SIGNALS + SIGTERM;
      long rest = asked ? HEARING.toMillis() : 0;
      Future<?> unused = crewThread.schedule(() -> ended(child), rest, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The crew has ended, too.
    }
  }

  private void ended(Process child) {
    if (stopping) {
      left.run();
      return;
    }
    log.accept(
        job.name() + " (process " + child.pid() + ") " + how(child.exitValue()) + ": restarting");
    lock.lock();
    try {
      ready = false;
      restarts++;
    } finally {
      lock.unlock();
    }
    Duration lived = Duration.ofNanos(System.nanoTime() - started);
    Duration rest = lived.compareTo(SHORT_LIFE) < 0 ? SHORT_LIFE : Duration.ZERO;
    Future<?> unused = crewThread.schedule(this::start, rest.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static String how(int status) {
    int signal = status - SIGNALS;
    return signal > 0 ? "was killed by signal " + signal : "ended with status " + status;
  }

  /** Its process has said hello. */
  void hello() {
    lock.lock();
    try {
      ready = true;
      readyChanged.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until its process has said hello; false: not in time. */
  boolean awaitReady(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long rest = nanos;
      while (!ready && !stopping && rest > 0) {
        rest = readyChanged.awaitNanos(rest);
      }
      return ready;
    } finally {
      lock.unlock();
    }
  }

  /** Starts no other process when this one ends. */
  void leave() {
    stopping = true;
    lock.lock();
    try {
      readyChanged.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** True while its process runs. */
  boolean isAlive() {
    Process child = process;
    return child != null && child.isAlive();
  }

  /** Asks the process to end, and starts no other. */
  void stop() {
    leave();
    Process child = process;
    if (child != null) {
      child.destroy();
    }
  }

  /** Waits for the end of the process, and kills it if need be. */
  void awaitEnd() throws InterruptedException {
    Process child = process;
    if (child != null && !child.waitFor(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
      child.destroyForcibly().waitFor();
    }
  }

  /** How it is now. */
  MemberState state() {
    Process child = process;
    lock.lock();
    try {
      return new MemberState(job.name(), child == null ? -1 : child.pid(), ready, restarts);
    } finally {
      lock.unlock();
    }
  }
}
