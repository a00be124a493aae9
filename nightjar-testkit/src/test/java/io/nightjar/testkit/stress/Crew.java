// SPDX-License-Identifier: Apache-2.0
package io.nightjar.testkit.stress;

import io.nightjar.Context;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of a stress run: workers, which may be interrupted at any time, and those who disturb
 * them. The first failure ends the run.
 */
final class Crew {
  /** What a thread does, again and again until the run is over. */
  interface Work {
    void run(Random random) throws Exception;
  }

  private final long seed;
  private final AtomicLong nextSeed;
  private final List<Thread> threads = new ArrayList<>();
  private final List<Thread> workers = new ArrayList<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  Crew(long seed) {
    this.seed = seed;
    this.nextSeed = new AtomicLong(seed);
  }

  boolean isOver() {
    return over;
  }

  /** Adds a worker, who may be interrupted while it does its work. */
  void worker(String name, Work work) {
    workers.add(thread(name, work, true));
  }

  /** Adds a thread that nobody interrupts. */
  void helper(String name, Work work) {
    thread(name, work, false);
  }

  private Thread thread(String name, Work work, boolean forgiving) {
    Random random = new Random(nextSeed.incrementAndGet());
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!over) {
                  once(work, random, forgiving);
                }
              } catch (Throwable e) {
                fail(name, e);
              }
            },
            "stress " + name);
    threads.add(thread);
    return thread;
  }

  private static void once(Work work, Random random, boolean forgiving) throws Exception {
    try {
      work.run(random);
    } catch (InterruptedException e) {
      if (!forgiving) {
        throw e;
      }
    }
  }

  private void fail(String name, Throwable e) {
    if (!over || e instanceof AssertionError) {
      failures.add(new AssertionError(name + " failed; seed " + seed, e));
    }
    over = true;
  }

  void fail(AssertionError e) {
    fail("a check", e);
  }

  /** Runs everybody for so long, interrupting workers now and then, and waits for them. */
  void run(Duration span) throws InterruptedException {
    Random random = new Random(seed);
    threads.forEach(Thread::start);
    long end = System.nanoTime() + span.toNanos();
    while (!over && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(random.nextInt(3_000_000));
      if (!workers.isEmpty()) {
        workers.get(random.nextInt(workers.size())).interrupt();
      }
    }
    over = true;
    joinAll();
    rethrow();
  }

  /** Waits for everybody; workers may be blocked where others would have to go on. */
  private void joinAll() throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    for (Thread thread : threads) {
      while (thread.isAlive() && System.nanoTime() - deadline < 0) {
        if (workers.contains(thread)) {
          thread.interrupt();
        }
        thread.join(10);
      }
      if (thread.isAlive()) {
        AssertionError stuck = new AssertionError(thread.getName() + " hangs; seed " + seed);
        stuck.setStackTrace(thread.getStackTrace());
        failures.add(stuck);
      }
    }
  }

  private void rethrow() {
    Throwable first = failures.poll();
    if (first != null) {
      failures.forEach(first::addSuppressed);
      throw (AssertionError) first;
    }
  }

  /** A pause of random length, at most so long. */
  static void pause(Random random, int mostMicros) {
    LockSupport.parkNanos(random.nextInt(mostMicros) * 1000L);
  }

  /** Pieces of memory that a context has taken and not given back. */
  static long chunksInUse(Context context) {
    try {
      Method method = context.getClass().getDeclaredMethod("chunksInUse");
      method.setAccessible(true);
      return (long) method.invoke(context);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the engine does not tell how many chunks are in use", e);
    }
  }
}
